/** What a team lets its phones do, on the built app and its real server: forbidden until an admin allows it, and kept to offline. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { visit } from '../support/app.ts';
import { makeVault, newCase } from '../support/cases.ts';
import {
	button,
	exchange,
	found,
	joinByCamera,
	link,
	newBrowserPhone,
	sees,
	teamScene,
	toList,
	toTeam
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

test('a phone of a team takes nothing out and has no second passphrase until an admin allows it', async () => {
	test.setTimeout(300_000);
	const [awa, lina] = [await newBrowserPhone(scene.phones), await newBrowserPhone(scene.phones)];
	for (const { page } of [awa, lina]) {
		await visit(page, `${scene.server.url}/cases`);
		await makeVault(page);
	}
	await toTeam(awa.page);
	await found(awa.page, scene.data, 'Awa', 'Le mien');
	await link(lina.page, 'cases.list.team').click();
	await joinByCamera(awa, lina, 'Lina', 'Celui de Lina');
	await newCase(lina.page, 'Orme');

	await refusesOut(lina.page);
	await expectAccessible(lina.page);
	expect(await toSecond(lina.page)).toBe(false);

	await setPolicy(awa.page, 'allow');
	await expectAccessible(awa.page);
	await exchange(lina.page);
	await lina.context.setOffline(true);
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /Orme/ }).click();
	const file = lina.page.waitForEvent('download');
	await takeOut(lina.page);
	expect((await file).suggestedFilename()).toMatch(/^notes-.*\.csv$/);
	expect(await toSecond(lina.page)).toBe(true);
	await lina.context.setOffline(false);

	await setPolicy(awa.page, 'forbid');
	await exchange(lina.page);
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /Orme/ }).click();
	await refusesOut(lina.page);
	expect(await toSecond(lina.page)).toBe(false);
});

/** From a case: the follow-up, as a table. */
async function takeOut(page: Page): Promise<void> {
	await link(page, 'cases.out.title').click();
	await page.getByRole('button', { name: new RegExp(`^${say('cases.out.forms.table').split(' ')[0]}`) }).click();
	await page.getByLabel(say('cases.groups.follow-up'), { exact: true }).check();
	await page.getByLabel(say('cases.out.sure'), { exact: true }).check();
	await button(page, 'cases.out.go').click();
}

/** From a case: it says so before anything is filled in, and lets nothing out all the same. */
async function refusesOut(page: Page): Promise<void> {
	await link(page, 'cases.out.title').click();
	await sees(page, 'cases.out.forbidden');
	await page.getByLabel(say('cases.groups.follow-up'), { exact: true }).check();
	await page.getByLabel(say('cases.out.sure'), { exact: true }).check();
	await expect(button(page, 'cases.out.go')).toBeDisabled();
}

/** Whether a second passphrase is offered; ends on the list. */
async function toSecond(page: Page): Promise<boolean> {
	await back(page, /\/cases\/[^/]+$/);
	await toList(page);
	await link(page, 'cases.settings.title').click();
	await link(page, 'guard.list.second').click();
	const [offered, refused] = [
		page.getByLabel(say('guard.second.understood')),
		page.getByText(say('guard.second.team'))
	];
	await expect(offered.or(refused)).toBeVisible();
	const may = await offered.isVisible();
	await back(page, /\/settings$/);
	await toList(page);
	return may;
}

async function back(page: Page, to: RegExp): Promise<void> {
	await link(page, 'common.back').click();
	await page.waitForURL(to);
}

/** By an admin, from the list or the page of the team; ends on the page of the team, once the others can have it. */
async function setPolicy(page: Page, to: 'allow' | 'forbid'): Promise<void> {
	await toTeam(page);
	await page.getByText(say('team.allow.title'), { exact: true }).click();
	for (const what of ['duress', 'out'] as const) {
		await button(page, `team.allow.${what}.${to}`).click();
		await expect(page.getByText(say(`team.allow.${what}.${to === 'allow' ? 'yes' : 'no'}`))).toBeVisible();
	}
	await button(page, 'team.member.exchange').click();
	await sees(page, 'team.member.exchanged');
}
