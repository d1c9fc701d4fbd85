/** In a basement: the app is installed, the server is dead, the network is off. Every address still opens, and says nothing to anyone. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { ADDRESSES } from '../support/addresses.ts';
import { serve, visit, newProfile, ready, type Server } from '../support/app.ts';
import { complete } from '../support/copy.ts';
import { watch, type Watch } from '../support/watch.ts';

let server: Server;
let context: BrowserContext;
let page: Page;
let seen: Watch;
const profile = newProfile();

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
	server = await serve();
	context = await profile.open();
	page = context.pages()[0] ?? (await context.newPage());
	seen = watch(context, server.url);
	await visit(page, server.url);
	await complete(page);
	await server.kill();
	await context.setOffline(true);
});

test.afterAll(async () => {
	await context.close();
	profile.remove();
});

for (const [path, heading] of ADDRESSES) {
	test(`${path} opens by a hard reload`, async () => {
		await visit(page, server.url + path);
		await page.reload();
		await ready(page);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
		expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
		// Titles are kept by the browser's history: they name no page, no person and no case.
		expect(await page.title()).toMatch(path === '/calendar' ? /^\S+ \d{4}$|^Calendrier$/ : /^Répit$/);
	});
}

test('English is there without ever having been looked at', async () => {
	await visit(page, `${server.url}/`);
	await page.getByRole('button', { name: 'English' }).click();
	await expect(page.getByRole('link', { name: /Cases/ })).toBeVisible();
	for (const [path, heading] of [
		['/screen', 'Screening'],
		['/about', 'About Répit'],
		['/law', 'The law'],
		['/cases', 'Cases']
	] as const) {
		await visit(page, server.url + path);
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
	}
	await visit(page, `${server.url}/`);
	await page.getByRole('button', { name: 'Français' }).click();
});

test('the emergency numbers open from every screen', async () => {
	for (const [path] of ADDRESSES.filter(([path]) => path !== '/calendar')) {
		await visit(page, server.url + path);
		await page.getByRole('button', { name: 'Danger' }).click();
		await expect(page.getByRole('dialog').locator('a[href="tel:17"]').first()).toBeVisible();
		await expect(page.getByRole('dialog').locator('a[href="tel:3114"]').first()).toBeVisible();
	}
});

test('the browser started again, still without a network, opens the app', async () => {
	await context.close();
	context = await profile.open();
	seen = watch(context, server.url);
	await context.setOffline(true);
	page = context.pages()[0] ?? (await context.newPage());
	await visit(page, `${server.url}/permit`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/titre de séjour/i);
});

for (const how of ['button', 'keys'] as const) {
	test(`quick exit by ${how} lands on a neutral page, and no way leads back`, async () => {
		await page.goto('about:blank');
		await visit(page, `${server.url}/`);
		for (const name of [/Quel titre/, /Repérer/]) {
			await page.getByRole('link', { name }).click();
			await page.locator('a.back').click();
		}
		await page.getByRole('link', { name: /OQTF/ }).click();
		if (how === 'button') await page.getByRole('button', { name: 'Quitter' }).click();
		else {
			await page.keyboard.press('Escape');
			await page.keyboard.press('Escape');
		}
		await page.waitForURL(`${server.url}/calendar`);
		await ready(page);
		await expect(page.locator('body')).not.toContainText(/Répit|OQTF|traite|titre/);
		expect(await page.title()).not.toContain('Répit');

		const reached = new Set<string>();
		for (const go of ['goBack', 'goBack', 'goForward', 'goForward', 'goForward'] as const) {
			await page[go]().catch(() => null);
			reached.add(page.url());
		}
		for (const url of reached) expect(url).toMatch(/\/calendar$|^about:blank$/);
	});
}

test('nothing was asked of anyone but the app’s own address, and no policy was broken', async () => {
	expect(seen.foreign).toEqual([]);
	expect(seen.violations).toEqual([]);
	expect(seen.errors).toEqual([]);

	// And had it been, it would have been seen.
	await page.evaluate(() => fetch('https://elsewhere.test/').catch(() => undefined));
	await expect.poll(() => seen.violations.join()).toContain('connect-src https://elsewhere.test/');
});
