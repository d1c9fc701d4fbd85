/** A team on the built app and its real server: founded, joined by camera and by hand, worked in on both phones, one put out. */
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, visit, type Server } from '../support/app.ts';
import { filmCode } from '../support/camera.ts';
import { makeVault, newCase } from '../support/cases.ts';
import {
	button,
	codeOn,
	field,
	link,
	newBrowserPhone,
	toList,
	toTeam,
	token,
	wordsOn,
	type BrowserPhone
} from '../support/team-browser.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let server: Server;
let data: string;
const phones: BrowserPhone[] = [];

test.beforeAll(async () => {
	data = mkdtempSync(join(tmpdir(), 'repit-team-'));
	server = await serve(undefined, data);
});
test.afterAll(async () => {
	for (const { context, profile } of phones) {
		await context.close();
		profile.remove();
	}
	await server.kill();
	rmSync(data, { recursive: true, force: true });
});

test('two phones become a team face to face, read what the other wrote, and one is put out', async () => {
	const awa = await newBrowserPhone(phones);
	await visit(awa.page, `${server.url}/cases`);
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
	await field(awa.page, 'team.found.token').fill(token(data));
	await button(awa.page, 'team.found.go').click();
	await expect(awa.page.getByText(say('team.member.oneAdmin'))).toBeVisible();

	const lina = await newBrowserPhone(phones);
	await visit(lina.page, `${server.url}/team`);
	await makeVault(lina.page);
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
	await lina.page.getByRole('link', { name: /Aulne/ }).click();
	await lina.page.getByLabel('Repère neutre').fill('Aulne blanc');
	await lina.page.getByLabel('Repère neutre').press('Enter');
	await expect(lina.page.locator('[data-field="label"] .mark')).toHaveText(say('cases.mark.saved'));
	await exchange(lina.page);
	await expect(lina.page.getByText(say('team.outbox.empty'))).toBeVisible();

	await link(awa.page, 'team.add.done').click();
	await button(awa.page, 'team.member.exchange').click();
	await expect(awa.page.getByText(say('team.member.exchanged'))).toBeVisible();
	await toList(awa.page);
	await awa.page.getByRole('link', { name: /Aulne blanc/ }).click();
	await awa.page.getByText(say('cases.history.title'), { exact: true }).click();
	await expect(awa.page.getByText(say('cases.history.by', { who: 'Lina' }))).toBeVisible();

	await toTeam(awa.page);
	await awa.page.getByText(say('team.devices.act')).click();
	await button(awa.page, 'team.devices.lost').click();
	await button(awa.page, 'team.act.yes').click();
	await expect(awa.page.getByText(say('team.act.removed'))).toBeVisible();
	await button(lina.page, 'team.member.exchange').click();
	await expect(lina.page.getByRole('heading', { name: say('team.removed.title') })).toBeVisible();
	await expect(lina.page.getByText(say('team.devices.why.lost'))).toBeVisible();
});

async function exchange(page: Page): Promise<void> {
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	await expect(page.getByText(say('team.member.exchanged'))).toBeVisible();
}
