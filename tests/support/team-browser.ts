/** Phones of a team in real browsers: a profile with a camera each, the operator's token, and what stands on their screens. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER, newProfile, serve, WITH_WINDOWS, type Profile, type Server } from './app.ts';
import { cameraSees, filmCode } from './camera.ts';
import { wordsOf } from './words.ts';

export interface BrowserPhone {
	readonly profile: Profile;
	readonly context: BrowserContext;
	readonly page: Page;
	/** What its camera sees. */
	readonly film: string;
}

const say = wordsOf('fr');

/** What the tests of a file share: the real server with data of its own, and phones, all gone after the last test. */
export interface TeamScene {
	server: Server;
	data: string;
	readonly phones: BrowserPhone[];
}

/** Called once, outside the tests. */
export function teamScene(): TeamScene {
	const scene: TeamScene = { server: null as never, data: '', phones: [] };
	test.beforeAll(async () => {
		scene.data = mkdtempSync(join(tmpdir(), 'repit-team-'));
		scene.server = await serve(undefined, scene.data);
	});
	test.afterAll(async () => {
		for (const { context, profile } of scene.phones) {
			await context.close();
			profile.remove();
		}
		await scene.server.kill();
		rmSync(scene.data, { recursive: true, force: true });
	});
	return scene;
}

interface Opening {
	/** `allow` where the offline copy plays a part. */
	readonly serviceWorkers?: 'allow' | 'block';
	/** The page's clock is this much ahead; that of the vault's Worker is not. */
	readonly daysLater?: number;
	readonly offline?: boolean;
	/** With what a browser without windows does not have. */
	readonly windows?: boolean;
}

export async function newBrowserPhone(phones: BrowserPhone[], opening: Opening = {}): Promise<BrowserPhone> {
	const profile = newProfile(opening.windows ? WITH_WINDOWS : BROWSER);
	const film = join(profile.folder, 'film.y4m');
	filmCode(film, '');
	const phone = await openBrowserPhone(profile, film, opening);
	phones.push(phone);
	return phone;
}

/** The app is closed on it, and opened again. */
export async function reopen(phones: BrowserPhone[], phone: BrowserPhone, opening: Opening): Promise<BrowserPhone> {
	await phone.context.close();
	const opened = await openBrowserPhone(phone.profile, phone.film, opening);
	phones[phones.indexOf(phone)] = opened;
	return opened;
}

async function openBrowserPhone(
	profile: Profile,
	film: string,
	{ serviceWorkers = 'block', daysLater = 0, offline = false }: Opening
): Promise<BrowserPhone> {
	const context = await profile.open({ serviceWorkers, args: cameraSees(film) });
	await context.setOffline(offline);
	if (daysLater > 0)
		await context.addInitScript((ahead) => {
			const now = Date.now.bind(Date);
			Date.now = () => now() + ahead;
		}, daysLater * 86_400_000);
	return { profile, context, page: context.pages()[0] ?? (await context.newPage()), film };
}

/** What the operator is told by a command. */
export function operator(data: string, command: string): string {
	const env = { ...process.env, DATA: data };
	return execFileSync(process.execPath, ['src/tools/operator.ts', command], { env, encoding: 'utf8' }).trim();
}

/** As the operator hands it out. */
export const token = (data: string) => operator(data, 'token');

export const button = (page: Page, key: string, values?: Readonly<Record<string, string>>) =>
	page.getByRole('button', { name: say(key, values), exact: true });
export const link = (page: Page, key: string) => page.getByRole('link', { name: say(key), exact: true });
export const field = (page: Page, key: string) => page.getByLabel(say(key), { exact: true });
export const sees = (page: Page, key: string, values?: Readonly<Record<string, string>>) =>
	expect(page.getByText(say(key, values)).first()).toBeVisible();

/** The code that stands on a screen, read as by hand. */
export async function codeOn(page: Page): Promise<string> {
	await page.getByText(say('team.show.text')).click();
	const lines = await page.locator('.code ol li').allTextContents();
	return lines.join('').replaceAll(/\s/g, '');
}

export const wordsOn = (page: Page) => page.getByRole('list', { name: say('team.words.list') }).allTextContents();

/** On the page of a phone without a team. */
export async function found(page: Page, data: string, person: string, device: string): Promise<void> {
	await link(page, 'team.solo.found').click();
	await field(page, 'team.names.own').fill(person);
	await field(page, 'team.names.device').fill(device);
	await field(page, 'team.found.token').fill(token(data));
	await button(page, 'team.found.go').click();
	await sees(page, 'team.member.oneAdmin');
}

/** Both codes by camera: from the newcomer's page of a phone without a team, and the admin's of hers. */
export async function joinByCamera(
	admin: BrowserPhone,
	newcomer: BrowserPhone,
	person: string,
	device: string
): Promise<void> {
	await link(newcomer.page, 'team.solo.join').click();
	await button(newcomer.page, 'team.join.begin').click();
	filmCode(admin.film, await codeOn(newcomer.page));
	await link(admin.page, 'team.member.add').click();
	await button(admin.page, 'team.scan.open').click();
	await field(admin.page, 'team.names.member').fill(person);
	await field(admin.page, 'team.names.newDevice').fill(device);
	await admin.page.getByRole('button', { name: say('team.roles.worker') }).click();
	await button(admin.page, 'team.add.go').click();
	filmCode(newcomer.film, await codeOn(admin.page));
	await button(newcomer.page, 'team.join.next').click();
	await button(newcomer.page, 'team.scan.open').click();
	await sees(newcomer.page, 'team.join.done');
	expect(await wordsOn(newcomer.page)).toEqual(await wordsOn(admin.page));
	await link(admin.page, 'team.add.done').click();
	await link(newcomer.page, 'team.join.cases').click();
}

/** An exchange with the server, from the list or a page whose way back is the list. */
export async function exchange(page: Page): Promise<void> {
	await toTeam(page);
	await button(page, 'team.member.exchange').click();
	await sees(page, 'team.member.exchanged');
}

/** From the list or a page whose way back is the list. */
export async function toTeam(page: Page): Promise<void> {
	await toList(page);
	await link(page, 'cases.list.team').click();
	await page.getByRole('heading', { level: 1, name: say('team.page.title') }).waitFor();
}

export async function toList(page: Page): Promise<void> {
	if (new URL(page.url()).pathname === '/cases') return;
	await page.getByRole('link', { name: say('common.back'), exact: true }).click();
	await page.waitForURL((url) => url.pathname === '/cases');
}
