/**
 * A team on the built app and its real server: founded, joined by camera and by hand, worked in on both phones, cases brought over
 * and kept to a few, one put out.
 */
import { expect, test, type Page, type Route } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY_TYPE, MESSAGES, readMessage, writeMessage, type PushedItem } from '../../src/lib/sync/protocol/index.ts';
import { visit } from '../support/app.ts';
import { filmCode } from '../support/camera.ts';
import { makeVault, newCase } from '../support/cases.ts';
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
	wordsOn
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
const scene = teamScene();

test('two phones become a team face to face, read what the other wrote, lose no work, and one is put out', async () => {
	test.setTimeout(600_000);
	const awa = await newBrowserPhone(scene.phones);
	await visit(awa.page, `${scene.server.url}/cases`);
	await makeVault(awa.page);
	await newCase(awa.page, 'Aulne');
	await toTeam(awa.page);
	await link(awa.page, 'team.solo.found').click();
	await field(awa.page, 'team.names.own').fill('Awa');
	await field(awa.page, 'team.names.device').fill('Le mien');
	await button(awa.page, 'team.found.go').click();
	await expect(awa.page.getByText(say('team.found.tokenRefused'))).toBeVisible();
	await field(awa.page, 'team.found.token').fill('A'.repeat(43));
	await button(awa.page, 'team.found.go').click();
	await expect(awa.page.getByText(say('team.found.notAllowed'))).toBeVisible();
	await field(awa.page, 'team.found.token').fill(token(scene.data));
	await button(awa.page, 'team.found.go').click();
	await expect(awa.page.getByText(say('team.member.oneAdmin'))).toBeVisible();

	const lina = await newBrowserPhone(scene.phones);
	await visit(lina.page, `${scene.server.url}/cases`);
	await makeVault(lina.page);
	for (const label of ['Saule', 'If']) {
		await newCase(lina.page, label);
		await toList(lina.page);
	}
	await link(lina.page, 'cases.list.team').click();
	await link(lina.page, 'team.solo.join').click();
	await button(lina.page, 'team.join.begin').click();
	filmCode(awa.film, await codeOn(lina.page));

	await link(awa.page, 'team.member.add').click();
	await button(awa.page, 'team.scan.open').click();
	await field(awa.page, 'team.names.member').fill('Lina');
	await field(awa.page, 'team.names.newDevice').fill('Celui de Lina');
	await awa.page.getByRole('button', { name: say('team.roles.worker') }).click();
	await button(awa.page, 'team.add.go').click();
	const answer = await codeOn(awa.page);

	await button(lina.page, 'team.join.next').click();
	await button(lina.page, 'team.scan.type').click();
	await field(lina.page, 'team.typed.label').fill(answer.toLowerCase());
	await button(lina.page, 'team.typed.use').click();
	await expect(lina.page.getByText(say('team.join.done'))).toBeVisible();
	expect(await wordsOn(lina.page)).toEqual(await wordsOn(awa.page));

	await link(lina.page, 'team.join.cases').click();
	// What she had before is hers until she says so: one for the team, one for Awa alone.
	await expect(lina.page.getByRole('main').getByText(say('cases.list.alone'), { exact: true })).toHaveCount(2);
	await lina.page.getByRole('link', { name: /Saule/ }).click();
	await button(lina.page, 'team.bring.go').click();
	await button(lina.page, 'team.bring.yes').click();
	await expect(link(lina.page, 'team.bring.open')).toBeVisible();
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /If/ }).click();
	await button(lina.page, 'team.circle.go').click();
	await lina.page.getByLabel('Awa', { exact: true }).check();
	await button(lina.page, 'team.circle.yes').click();
	await link(lina.page, 'team.bring.open').click();
	await expect(lina.page.getByText(say('team.circle.ofWhat'))).toBeVisible();
	await toList(lina.page);
	await lina.page.getByRole('link', { name: /Aulne/ }).click();
	await relabel(lina.page, 'Aulne blanc');
	await exchange(lina.page);
	await expect(lina.page.getByText(say('team.outbox.empty'))).toBeVisible();

	await link(awa.page, 'team.add.done').click();
	await button(awa.page, 'team.member.exchange').click();
	await expect(awa.page.getByText(say('team.member.exchanged'))).toBeVisible();
	await expect(awa.page.getByText(say('team.circle.list'))).toBeVisible();
	await toList(awa.page);
	await expect(awa.page.getByRole('link', { name: /Saule/ })).toBeVisible();
	await expect(awa.page.getByRole('link', { name: /If/ })).toContainText('Lina');
	await awa.page.getByRole('link', { name: /Aulne blanc/ }).click();
	await awa.page.getByText(say('cases.history.title'), { exact: true }).click();
	await expect(awa.page.getByText(say('cases.history.by', { who: 'Lina' }))).toBeVisible();
	await handOver(lina.page, awa.page);

	// What the server refuses twice stays, by name, holds up nothing, and goes from hand to hand as a file.
	await toCase(lina.page, 'Aulne blanc');
	await lina.page.route('**/api/v1/push', refuseEntries);
	await relabel(lina.page, 'Aulne porté');
	await exchange(lina.page);
	await expect(lina.page.getByText(say('team.outbox.state.kept'))).toBeVisible();
	const [download] = await Promise.all([
		lina.page.waitForEvent('download'),
		button(lina.page, 'team.outbox.export').click()
	]);
	expect(download.suggestedFilename()).toBe('data.bin');
	const carried = join(scene.data, 'carried');
	await download.saveAs(carried);
	expect(readFileSync(carried).includes('Aulne')).toBe(false);
	await lina.page.unroute('**/api/v1/push');
	await exchange(lina.page);
	await expect(lina.page.getByText(say('team.outbox.state.alone'))).toBeVisible();
	await button(lina.page, 'team.outbox.giveUp').click();
	await button(lina.page, 'team.outbox.giveUpYes').click();
	await expect(lina.page.getByText(say('team.outbox.empty'))).toBeVisible();
	await toTeam(awa.page);
	await field(awa.page, 'team.late.choose').setInputFiles(carried);
	await expect(awa.page.getByRole('heading', { name: say('team.late.title') })).toBeVisible();
	await button(awa.page, 'team.late.restate').click();
	await expect(awa.page.getByText(say('team.late.restated'))).toBeVisible();

	// A server that keeps nothing of what it acknowledges is noticed; an admin puts that away, and it ends.
	await toCase(awa.page, 'Aulne porté');
	await awa.page.route('**/api/v1/push', keepNothing);
	await relabel(awa.page, 'Aulne gardé');
	for (let i = 0; i < 3; i++) await exchange(awa.page);
	const alarm = awa.page.getByRole('heading', { name: say('team.alarms.unkept.title') });
	await expect(alarm).toBeVisible();
	await awa.page.getByText(say('team.alarms.more')).first().click();
	await button(awa.page, 'team.alarms.away').click();
	await expect(alarm).toBeHidden();
	await awa.page.unroute('**/api/v1/push');
	for (let i = 0; i < 2; i++) await exchange(awa.page);
	await expect(awa.page.getByText(say('team.outbox.empty'))).toBeVisible();

	// Lina writes without a network while she is put out; what she wrote is handed over late, and taken over.
	await exchange(lina.page);
	await toCase(lina.page, 'Aulne gardé');
	await lina.page.route('**/api/v1/**', (route) => route.abort());
	await relabel(lina.page, 'Aulne tardif');

	await awa.page.getByText(say('team.devices.act')).click();
	await button(awa.page, 'team.devices.lost').click();
	await button(awa.page, 'team.act.yes').click();
	await expect(awa.page.getByText(say('team.act.removed'))).toBeVisible();
	await lina.page.unroute('**/api/v1/**');
	await toTeam(lina.page);
	await button(lina.page, 'team.member.exchange').click();
	await expect(lina.page.getByRole('heading', { name: say('team.removed.title') })).toBeVisible();
	await expect(lina.page.getByText(say('team.devices.why.lost'))).toBeVisible();
	await expect(lina.page.getByText('Tout ce que vous avez écrit a été remis à l’équipe.')).toBeVisible();
	await exchange(awa.page);
	await expect(awa.page.getByRole('heading', { name: say('team.late.title') })).toBeVisible();
	await button(awa.page, 'team.late.restate').click();
	await expect(awa.page.getByText(say('team.late.restated'))).toBeVisible();
	await toList(awa.page);
	await expect(awa.page.getByRole('link', { name: /Aulne tardif/ })).toBeVisible();
});

/** Offered by one, declined with a reason; offered again, and taken: it is followed by whoever said yes. */
async function handOver(lina: Page, awa: Page): Promise<void> {
	const offer = async () => {
		await button(lina, 'team.handOver.go').click();
		await button(lina, 'team.handOver.ask').click();
		await sees(lina, 'team.handOver.chooseFirst');
		await field(lina, 'team.handOver.to').selectOption('Awa');
		await field(lina, 'team.handOver.note').fill('Parle soninké');
		await button(lina, 'team.handOver.ask').click();
		await sees(lina, 'team.handOver.asked', { who: 'Awa' });
		await sees(lina, 'team.handOver.unreached');
		await exchange(lina);
		await exchange(awa);
		await toList(awa);
		await sees(awa, 'cases.list.handedYou');
		await awa.getByRole('link', { name: /Aulne blanc/ }).click();
		await sees(awa, 'team.handOver.yours', { who: 'Lina' });
		await sees(awa, 'team.handOver.said', { note: 'Parle soninké' });
	};
	const answered = async () => {
		await exchange(awa);
		await exchange(lina);
		await toCase(lina, 'Aulne blanc');
	};
	await toCase(lina, 'Aulne blanc');
	await offer();
	await button(awa, 'team.handOver.decline').click();
	await field(awa, 'team.handOver.why').fill('Absente en décembre');
	await button(awa, 'team.handOver.declineYes').click();
	await answered();
	await sees(lina, 'team.handOver.declined', { who: 'Awa' });
	await sees(lina, 'team.handOver.said', { note: 'Absente en décembre' });
	await button(lina, 'team.handOver.read').click();
	await offer();
	await button(awa, 'team.handOver.take').click();
	await answered();
	await expect(lina.locator('[data-field="owner"] select').locator('option:checked')).toHaveText('Awa');
}

/** A server that has nothing against holes and keys, and will have no entry. */
async function refuseEntries(route: Route): Promise<void> {
	await answer(route, (item, before) =>
		item[0] !== 0 ? [0, null] : before.some((other) => other[0] === 0) ? [3, 2 ** 40] : [4, 'malformed']
	);
}

async function keepNothing(route: Route): Promise<void> {
	await answer(route, () => [0, null]);
}

type Result = [code: number, detail: number | string | null];
async function answer(route: Route, resultOf: (item: PushedItem, before: PushedItem[]) => Result): Promise<void> {
	const asked = readMessage(MESSAGES.push.request, new Uint8Array(route.request().postDataBuffer() ?? []));
	const items = asked?.items ?? [];
	const results = items.map((item, i) => resultOf(item, items.slice(0, i)));
	await route.fulfill({ contentType: BODY_TYPE, body: Buffer.from(writeMessage({ v: 1, results })) });
}

/** From the list or a page whose way back is the list. */
async function toCase(page: Page, label: string): Promise<void> {
	await toList(page);
	await page.getByRole('link', { name: new RegExp(label) }).click();
}

async function relabel(page: Page, label: string): Promise<void> {
	await page.getByLabel('Repère neutre').fill(label);
	await page.getByLabel('Repère neutre').press('Enter');
	await expect(page.locator('[data-field="label"] .mark')).toHaveText(say('cases.mark.saved'));
}

async function exchange(page: Page): Promise<void> {
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	await expect(page.getByText(say('team.member.exchanged'))).toBeVisible();
}
