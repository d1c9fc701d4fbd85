/** An invitation from afar on the built app and its real server: by link, by typing, with wrong words, over a lock; then names, roles, comparing. */
import { expect, test } from '@playwright/test';
import { visit } from '../support/app.ts';
import { lock, makeVault, newCase, unlock } from '../support/cases.ts';
import {
	button,
	codeOn,
	field,
	link,
	newBrowserPhone,
	sees,
	toList,
	teamScene,
	toTeam,
	token,
	wordsOn,
	type BrowserPhone
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

test('a phone comes in from afar by a link and a voice, is named, given a role, and compared', async () => {
	test.setTimeout(300_000);
	const [{ page: awa }, { page: lina }] = [await newBrowserPhone(scene.phones), await newBrowserPhone(scene.phones)];
	await visit(awa, `${scene.server.url}/cases`);
	await makeVault(awa);
	await newCase(awa, 'Aulne');
	await toTeam(awa);
	await link(awa, 'team.solo.found').click();
	await field(awa, 'team.names.own').fill('Awa');
	await field(awa, 'team.names.device').fill('Le mien');
	await field(awa, 'team.found.token').fill(token(scene.data));
	await button(awa, 'team.found.go').click();
	await sees(awa, 'team.member.oneAdmin');

	// A first invitation, whose words are not those that the voice reads: nobody comes in by it.
	await link(awa, 'team.member.add').click();
	await button(awa, 'team.invite.title').click();
	const first = await invite(awa);
	await visit(lina, first);
	// The code is off the address bar before anybody has unlocked anything.
	expect(new URL(lina.url()).hash).toBe('');
	const passphrase = await makeVault(lina);
	await sees(lina, 'team.join.link');
	await button(lina, 'team.join.linkGo').click();
	await expect(lina.getByRole('heading', { name: say('team.words.read.title') })).toBeVisible();
	await button(awa, 'team.invite.follow', { n: '1' }).click({ timeout: 40_000 });
	await button(awa, 'team.words.follow.no').click();
	await sees(awa, 'team.invite.wrong');
	await button(lina, 'team.words.read.no').click();
	await sees(lina, 'team.join.refused');

	// The second one, typed by hand; locked while the words are on the screen.
	await button(awa, 'team.invite.new').click();
	const second = await fillIn(awa);
	await button(lina, 'team.join.invited').click();
	await button(lina, 'team.scan.type').click();
	await field(lina, 'team.typed.label').fill(second.slice(second.indexOf('#') + 1).toLowerCase());
	await button(lina, 'team.typed.use').click();
	await expect(lina.getByRole('heading', { name: say('team.words.read.title') })).toBeVisible();
	const words = await wordsOn(lina);
	await lock(lina);
	await visit(lina, `${scene.server.url}/team/join`);
	await unlock(lina, passphrase);
	await expect(lina.getByRole('heading', { name: say('team.words.read.title') })).toBeVisible();
	expect(await wordsOn(lina)).toEqual(words);
	await button(awa, 'team.invite.follow', { n: '1' }).click({ timeout: 40_000 });
	expect(await wordsOn(awa)).toEqual(words);
	await button(lina, 'team.words.read.yes').click();
	await sees(lina, 'team.join.heard');
	await button(awa, 'team.words.follow.yes').click();
	await sees(awa, 'team.invite.in', { who: 'Lina' });
	await button(lina, 'team.join.again').click();
	await sees(lina, 'team.join.in');
	await sees(lina, 'team.join.done');
	await link(lina, 'team.join.cases').click();
	await expect(lina.getByRole('link', { name: /Aulne/ })).toBeVisible();

	// Used once, it is of no use to a third phone.
	const { page: noor } = await newBrowserPhone(scene.phones);
	await visit(noor, second);
	await makeVault(noor);
	await button(noor, 'team.join.linkGo').click();
	await sees(noor, 'team.join.over');

	// A hint brings what Lina writes, without a press.
	await awa.getByRole('link', { name: say('common.back'), exact: true }).click();
	await newCase(lina, 'Bouleau');
	await toTeam(lina);
	await button(lina, 'team.member.exchange').click();
	await sees(lina, 'team.member.exchanged');
	await toList(awa);
	await expect(awa.getByRole('link', { name: /Bouleau/ })).toBeVisible({ timeout: 20_000 });

	// Side by side: equal, and then one is behind.
	await link(awa, 'cases.list.team').click();
	await button(awa, 'team.member.exchange').click();
	await sees(awa, 'team.member.exchanged');
	await button(lina, 'team.member.exchange').click();
	await sees(lina, 'team.member.exchanged');
	await button(awa, 'team.compare.open').click();
	await compareWith(lina, await codeOn(awa));
	await sees(lina, 'team.compare.found.same');
	await button(lina, 'team.compare.close').click();
	await button(awa, 'team.compare.close').click();

	// Another name for her and her phone, then another role.
	await button(awa, 'team.rename.of', { who: 'Lina' }).click();
	await field(awa, 'team.rename.label').fill('Lina B');
	await button(awa, 'team.rename.yes').click();
	await sees(awa, 'team.act.renamed');
	await button(awa, 'team.compare.open').click();
	await compareWith(lina, await codeOn(awa));
	await sees(lina, 'team.compare.found.behind');
	await button(lina, 'team.compare.close').click();
	await button(awa, 'team.compare.close').click();
	await button(awa, 'team.member.changeOf', { who: 'Lina B' }).click();
	await awa.getByRole('button', { name: say('team.roles.reader') }).click();
	await button(awa, 'team.act.roleYes').click();
	await sees(awa, 'team.act.changed');
	await button(awa, 'team.member.exchange').click();
	await sees(awa, 'team.member.exchanged');
	await button(lina, 'team.member.exchange').click();
	await sees(lina, 'team.member.role', { role: say('team.roles.reader') });
	await expect(lina.getByText('Lina B').first()).toBeVisible();
	await expect(button(lina, 'team.rename.open')).toHaveCount(0);
});

/** From the invitations: one for Lina. Returns its link. */
async function invite(page: BrowserPhone['page']): Promise<string> {
	await button(page, 'team.invite.new').click();
	return fillIn(page);
}

async function fillIn(page: BrowserPhone['page']): Promise<string> {
	await field(page, 'team.names.member').fill('Lina');
	await field(page, 'team.names.newDevice').fill('Celui de Lina');
	await page.getByRole('button', { name: say('team.roles.worker') }).click();
	await button(page, 'team.invite.make').click();
	return (await page.locator('.link').textContent({ timeout: 40_000 })) ?? '';
}

async function compareWith(page: BrowserPhone['page'], code: string): Promise<void> {
	await button(page, 'team.compare.open').click();
	await button(page, 'team.compare.scan').click();
	await button(page, 'team.scan.type').click();
	await field(page, 'team.typed.label').fill(code);
	await button(page, 'team.typed.use').click();
}
