/**
 * A team on the built app and its real server: founded, joined by camera and by hand, worked in on both phones, cases brought over
 * and kept to a few, one put out.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newProfile, serve, visit, type Profile, type Server } from '../support/app.ts';
import { cameraSees, filmCode } from '../support/camera.ts';
import { makeVault, newCase } from '../support/cases.ts';
import { wordsOf } from '../support/words.ts';

const say = wordsOf('fr');
let server: Server;
let data: string;
const phones: Phone[] = [];

interface Phone {
	readonly profile: Profile;
	readonly context: BrowserContext;
	readonly page: Page;
	/** What its camera sees. */
	readonly film: string;
}

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
	const awa = await newPhone();
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
	await field(awa.page, 'team.found.token').fill(token());
	await button(awa.page, 'team.found.go').click();
	await expect(awa.page.getByText(say('team.member.oneAdmin'))).toBeVisible();

	const lina = await newPhone();
	await visit(lina.page, `${server.url}/cases`);
	await makeVault(lina.page);
	for (const label of ['Saule', 'If']) {
		await newCase(lina.page, label);
		await toList(lina.page);
	}
	await link(lina.page, 'cases.list.team').click();
	await link(lina.page, 'team.solo.join').click();
	await button(lina.page, 'team.join.begin').click();
	filmCode(awa.film, await shownOn(lina.page));

	await link(awa.page, 'team.member.add').click();
	await button(awa.page, 'team.scan.open').click();
	await field(awa.page, 'team.names.member').fill('Lina');
	await field(awa.page, 'team.names.newDevice').fill('Celui de Lina');
	await awa.page.getByRole('button', { name: say('team.roles.worker') }).click();
	await button(awa.page, 'team.add.go').click();
	const answer = await shownOn(awa.page);

	await button(lina.page, 'team.join.next').click();
	await button(lina.page, 'team.scan.type').click();
	await field(lina.page, 'team.typed.label').fill(answer.toLowerCase());
	await button(lina.page, 'team.typed.use').click();
	await expect(lina.page.getByText(say('team.join.done'))).toBeVisible();
	expect(await wordsOn(lina.page)).toEqual(await wordsOn(awa.page));

	await link(lina.page, 'team.join.cases').click();
	// What she had before is hers until she says so: one for the team, one for Awa alone.
	await expect(lina.page.getByText(say('cases.list.alone'))).toHaveCount(2);
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
	await lina.page.getByLabel('Repère neutre').fill('Aulne blanc');
	await lina.page.getByLabel('Repère neutre').press('Enter');
	await expect(lina.page.locator('[data-field="label"] .mark')).toHaveText(say('cases.mark.saved'));
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

	await toTeam(awa.page);
	await awa.page.getByText(say('team.devices.act')).click();
	await button(awa.page, 'team.devices.lost').click();
	await button(awa.page, 'team.act.yes').click();
	await expect(awa.page.getByText(say('team.act.removed'))).toBeVisible();
	await button(lina.page, 'team.member.exchange').click();
	await expect(lina.page.getByRole('heading', { name: say('team.removed.title') })).toBeVisible();
	await expect(lina.page.getByText(say('team.devices.why.lost'))).toBeVisible();
});

async function newPhone(): Promise<Phone> {
	const profile = newProfile();
	const film = join(profile.folder, 'film.y4m');
	filmCode(film, '');
	const context = await profile.open({ serviceWorkers: 'block', args: cameraSees(film) });
	const phone = { profile, context, page: context.pages()[0] ?? (await context.newPage()), film };
	phones.push(phone);
	return phone;
}

/** As the operator hands it out. */
function token(): string {
	const env = { ...process.env, DATA: data };
	return execFileSync(process.execPath, ['src/tools/operator.ts', 'token'], { env, encoding: 'utf8' }).trim();
}

const button = (page: Page, key: string) => page.getByRole('button', { name: say(key), exact: true });
const link = (page: Page, key: string) => page.getByRole('link', { name: say(key), exact: true });
const field = (page: Page, key: string) => page.getByLabel(say(key), { exact: true });

/** From a page whose way back is the list. */
async function toTeam(page: Page): Promise<void> {
	await toList(page);
	await link(page, 'cases.list.team').click();
	await page.getByRole('heading', { level: 1, name: say('team.page.title') }).waitFor();
}

async function exchange(page: Page): Promise<void> {
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	await expect(page.getByText(say('team.member.exchanged'))).toBeVisible();
}

async function toList(page: Page): Promise<void> {
	await page.getByRole('link', { name: say('common.back'), exact: true }).click();
	await page.waitForURL((url) => url.pathname === '/cases');
}

/** The code that stands on a screen, read as by hand. */
async function shownOn(page: Page): Promise<string> {
	await page.getByText(say('team.show.text')).click();
	const lines = await page.locator('.code ol li').allTextContents();
	return lines.join('').replaceAll(/\s/g, '');
}

const wordsOn = (page: Page) => page.getByRole('list', { name: say('team.words.list') }).allTextContents();
