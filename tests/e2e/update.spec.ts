/** A new version: offered, never imposed; no work interrupted in any tab; the old code there until its tab reloads. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { cpSync } from 'node:fs';
import { newProfile, type Profile, ready, running, visit } from '../support/app.ts';
import { complete } from '../support/copy.ts';
import { lookForUpdate, markPage, release, renamed } from '../support/deploy.ts';
import { network, type Network } from '../support/proxy.ts';

const OFFER = 'Une nouvelle version est prête. Elle s’ouvrira quand vous le déciderez.';
const OPEN = 'Ouvrir la nouvelle version';

const server = running();
let net: Network;
let profile: Profile;
let context: BrowserContext;
let home: Page;
/** With a whole copy, made once. */
const installedPhone = newProfile();
let port: number;
test.beforeAll(async () => {
	net = await network(server.url);
	port = Number(new URL(net.url).port);
	context = await installedPhone.open();
	home = context.pages()[0] ?? (await context.newPage());
	await visit(home, net.url);
	await complete(home);
	await context.close();
	await net.close();
});
test.afterAll(() => {
	installedPhone.remove();
});
test.beforeEach(async () => {
	net = await network(server.url, port);
	profile = newProfile();
	cpSync(installedPhone.folder, profile.folder, { recursive: true });
	context = await profile.open();
	home = context.pages()[0] ?? (await context.newPage());
	await visit(home, net.url);
	await complete(home);
});
test.afterEach(async () => {
	await context.close();
	profile.remove();
	await net.close();
});

/** Another tab on an address. */
async function tab(path: string): Promise<Page> {
	const page = await context.newPage();
	await visit(page, net.url + path);
	return page;
}

async function beginScreening(page: Page): Promise<void> {
	for (const tick of await page.getByRole('checkbox').all()) await tick.check();
}

test('waits, shows a small mark elsewhere, and opens in every tab once accepted', async () => {
	const other = await tab('/about');
	const marks = [await markPage(home), await markPage(other)];
	release(net, { name: 'two' });
	await lookForUpdate(other);
	await expect(home.getByText(OFFER)).toBeVisible();
	await expect(other.getByRole('link', { name: /Une nouvelle version est prête/ })).toBeVisible();
	await expect(other.getByText(OFFER)).toHaveCount(0);
	expect(await Promise.all(marks.map((mark) => mark()))).toEqual([true, true]);

	await home.getByRole('button', { name: OPEN }).click();
	await expect.poll(() => Promise.all(marks.map((mark) => mark().catch(() => true)))).toEqual([false, false]);
	for (const page of [home, other]) await ready(page);
	await expect(home.getByText(OFFER)).toHaveCount(0);
	await expect(home.getByText('Prête à fonctionner sans réseau.')).toBeVisible();
});

test('is found by the browser itself, and offered', async () => {
	release(net, { name: 'two' });
	await home.reload();
	await expect(home.getByText(OFFER)).toBeVisible();
});

test('is refused while work is under way in another tab, and loses nothing there', async () => {
	const work = await tab('/screen');
	const mark = await markPage(work);
	await beginScreening(work);
	release(net, { name: 'two' });
	await lookForUpdate(home);
	await home.getByRole('button', { name: OPEN }).click();
	await expect(home.getByText(/est en cours, ici ou dans une autre fenêtre/)).toBeVisible();
	expect(await mark()).toBe(true);
	await expect(work.getByRole('checkbox').first()).toBeChecked();

	await work.close();
	await home.getByRole('button', { name: OPEN }).click();
	await expect(home.getByText(OFFER)).toHaveCount(0);
	await ready(home);
	await expect(home.getByText('Prête à fonctionner sans réseau.')).toBeVisible();
});

test('taking over all the same leaves the tab at work alone, with all of its code, until it is done', async () => {
	const work = await tab('/screen');
	const mark = await markPage(work);
	await beginScreening(work);
	const sheet = (url: string) => /EmergencySheet|chunks\/(?!.*(framework|shell))/.test(url);
	release(net, { name: 'two', dropped: sheet });
	net.behave((path) => (sheet(path) ? 'gone' : 'pass'));
	await lookForUpdate(home);
	await expect(home.getByText(OFFER)).toBeVisible();
	const homeMark = await markPage(home);
	await home.evaluate(async () => {
		(await navigator.serviceWorker.getRegistration())?.waiting?.postMessage('take-over');
	});
	await expect.poll(() => homeMark().catch(() => true)).toBe(false); // the idle tab has reloaded
	expect(await mark()).toBe(true);
	await expect(work.getByRole('checkbox').first()).toBeChecked();

	// A part it never needed before, which neither the new version nor the server has any more.
	await work.getByRole('button', { name: 'Danger', exact: true }).click();
	await expect(work.getByRole('dialog').locator('a[href="tel:3114"]').first()).toBeVisible();
	await work.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();

	await work.getByRole('button', { name: 'Quitter' }).click();
	await work.waitForURL(`${net.url}/calendar`);
});

test('which cannot be fetched whole leaves the one that works', async () => {
	net.behave((path, byInstall) => (byInstall && path !== '/service-worker.js' ? 'drop' : 'pass'));
	release(net, { name: 'two', changed: (url) => url.endsWith('.js') });
	await lookForUpdate(home);
	await expect.poll(() => net.fates.get('drop') ?? 0).toBeGreaterThan(10);
	await context.setOffline(true);
	for (const path of ['/permit', '/law', '/cases', '/']) await visit(home, net.url + path);
	await expect(home.getByText('Prête à fonctionner sans réseau.')).toBeVisible();
	await expect(home.getByText(OFFER)).toHaveCount(0);
});

test('whose install is killed leaves the one that works, and arrives later', async () => {
	let left = 10;
	net.behave((path, byInstall) => (byInstall && path !== '/service-worker.js' && left-- <= 0 ? 'drop' : 'pass'));
	release(net, { name: 'two', changed: (url) => url.endsWith('.js') });
	await lookForUpdate(home);
	await expect.poll(() => net.fates.get('drop') ?? 0).toBeGreaterThan(0);
	await profile.kill();

	context = await profile.open();
	home = context.pages()[0] ?? (await context.newPage());
	await context.setOffline(true);
	for (const path of ['/permit', '/law', '/cases', '/']) await visit(home, net.url + path);

	await context.setOffline(false);
	net.behave(() => 'pass');
	await visit(home, net.url);
	await lookForUpdate(home);
	await expect(home.getByText(OFFER)).toBeVisible();
});

test('reaches a tab the phone had frozen', async () => {
	const frozen = await tab('/about');
	const mark = await markPage(frozen);
	const session = await context.newCDPSession(frozen);
	await home.bringToFront();
	await session.send('Page.setWebLifecycleState', { state: 'frozen' });
	release(net, { name: 'two' });
	await lookForUpdate(home);
	await home.getByRole('button', { name: OPEN }).click();
	await ready(home);
	await session.send('Page.setWebLifecycleState', { state: 'active' });
	await frozen.bringToFront();
	await expect.poll(() => mark().catch(() => true)).toBe(false);
});

test('of before the offline copy: a page opened just before a deployment is brought to the version that is kept', async () => {
	const fresh = newProfile();
	const other = await fresh.open();
	try {
		// The install of this first visit already brings the next version.
		net.behave((path) => (path === '/service-worker.js' ? 'drop' : 'pass'));
		const page = other.pages()[0] ?? (await other.newPage());
		await visit(page, net.url);
		const mark = await markPage(page);
		net.rewrite((path, text) => (path === '/service-worker.js' ? renamed(text, 'another') : text));
		net.behave(() => 'pass');
		await expect.poll(() => mark().catch(() => true), { timeout: 20_000 }).toBe(false);
	} finally {
		await other.close();
		fresh.remove();
	}
});

test('that took parts away from a page which has no copy: it says so, loses nothing shown, and a reload brings it back', async () => {
	const fresh = newProfile();
	// No copy at all: what the server has not got is nowhere.
	const bare = await fresh.open({ serviceWorkers: 'block' });
	try {
		const page = bare.pages()[0] ?? (await bare.newPage());
		await visit(page, net.url);
		net.behave((path) => (path.startsWith('/_app/immutable/') ? 'gone' : 'pass'));
		await page.getByRole('link', { name: /La loi/ }).click();
		await expect(page.getByRole('heading', { name: 'Une partie de l’application n’est pas arrivée' })).toBeVisible();
		await page.getByRole('button', { name: 'Danger', exact: true }).click();
		await expect(page.getByRole('dialog').locator('a[href^="tel:"]').first()).toBeVisible();
		await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
		await page.getByRole('link', { name: 'Revenir à l’accueil' }).click();
		await expect(page.getByText('Une partie de l’application manque.', { exact: false })).toBeVisible();
		net.behave(() => 'pass');
		await page.getByRole('button', { name: 'Recharger' }).click();
		await ready(page);
		await page.getByRole('link', { name: /La loi/ }).click();
		await expect(page.getByRole('heading', { level: 1, name: /La loi/ })).toBeVisible();
	} finally {
		await bare.close();
		fresh.remove();
	}
});
