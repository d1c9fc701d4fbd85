/** The first install: over a bad network, cut, killed, through a hotel's log-in page; and what it is made of. */
import { chromium, expect, test, type Page } from '@playwright/test';
import { newProfile, ready, serve, visit, type Server } from '../support/app.ts';
import { QUIET } from '../support/quiet.ts';
import { complete, digest, builtFile, kept, precacheList, transferred } from '../support/copy.ts';
import { dropping, network, type Fate, type Network } from '../support/proxy.ts';
import { SOAK } from '../support/soak.ts';

const LIST = precacheList();
const WHOLE = new Map(LIST.map(({ url, integrity }) => [url, integrity]));

let server: Server;
let net: Network;
test.beforeAll(async () => {
	server = await serve();
});
test.beforeEach(async () => {
	net = await network(server.url);
});
test.afterEach(async () => {
	await net.close();
});
test.afterAll(async () => {
	await server.kill();
});

/** Opens a page as a person would over a bad network: again and again, never left with nothing to read. */
async function openDespite(page: Page, url: string): Promise<void> {
	for (let attempt = 0; attempt < 20; attempt++) {
		try {
			await page.goto(url, { timeout: 10_000 });
		} catch {
			continue; // the document itself was dropped: the browser says so
		}
		const outcome = page.locator('html[data-ready], #failed:not([hidden])');
		await outcome.first().waitFor({ state: 'attached', timeout: 30_000 });
		if (await page.locator('html[data-ready]').count()) return;
		expect(await page.locator('#reload').isVisible()).toBe(true);
	}
	throw new Error('the page never opened');
}

test('the copy is made of the shell, the code, the words and the data, in fewer than 310 files and 3 MB', () => {
	const urls = LIST.map(({ url }) => url);
	expect(urls.length).toBeLessThan(310);
	expect(new Set(urls).size).toBe(urls.length);
	for (const page of ['/', '/shell', '/permit', '/screen', '/urgent', '/calendar']) expect(urls).toContain(page);
	expect(urls.filter((url) => url.startsWith('/law/'))).toEqual([]);
	expect(transferred(urls)).toBeLessThan(3_000_000);
	for (const { url, integrity } of LIST) expect(digest(builtFile(url)), url).toBe(integrity);
});

for (const seed of SOAK ? [1, 2, 3] : [1]) {
	test(`a network that drops 5 % of requests does not stop the first install (${seed})`, async ({ page }) => {
		net.behave(dropping(0.05, seed));
		await openDespite(page, net.url);
		await complete(page);
		expect(net.fates.get('drop') ?? 0).toBeGreaterThan(0);
		expect(await kept(page)).toEqual(WHOLE);
	});
}

test('one request in three dropped is slower, and no different', async ({ page }) => {
	const chance = dropping(0.33, 7);
	net.behave((_path, byInstall) => (byInstall ? chance() : 'pass'));
	await visit(page, net.url);
	await complete(page);
	expect(net.fates.get('drop') ?? 0).toBeGreaterThan(10);
	expect(await kept(page)).toEqual(WHOLE);
});

test('an install that was cut goes on from where it stopped', async ({ page }) => {
	let left = 25;
	net.behave((_path, byInstall) => (byInstall && left-- <= 0 ? 'drop' : 'pass'));
	await visit(page, net.url);
	await expect(page.getByText(/Copie hors réseau\s: \d+ sur \d+ fichiers/)).toBeVisible();
	await expect.poll(() => net.fates.get('drop') ?? 0, { timeout: 60_000 }).toBeGreaterThan(50);
	const arrived = await kept(page);
	expect(arrived.size).toBeGreaterThan(20);
	expect(arrived.size).toBeLessThan(WHOLE.size);

	net.askedByInstall.length = 0;
	net.behave(() => 'pass');
	await complete(page);
	expect(await kept(page)).toEqual(WHOLE);
	expect(net.askedByInstall.filter((path) => arrived.has(path))).toEqual([]);
});

test('a browser killed in the middle of the install goes on from where it stopped', async () => {
	const profile = newProfile();
	try {
		let left = 25;
		net.behave((_path, byInstall) => (byInstall && left-- <= 0 ? 'drop' : 'pass'));
		const first = await profile.open();
		const page = first.pages()[0] ?? (await first.newPage());
		await visit(page, net.url);
		await expect.poll(() => net.fates.get('drop') ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
		const arrived = await kept(page);
		await profile.kill();

		net.askedByInstall.length = 0;
		net.behave(() => 'pass');
		const second = await profile.open();
		const again = second.pages()[0] ?? (await second.newPage());
		await visit(again, net.url);
		await complete(again);
		expect(await kept(again)).toEqual(WHOLE);
		expect(net.askedByInstall.filter((path) => arrived.has(path))).toEqual([]);
		await second.close();
	} finally {
		profile.remove();
	}
});

const FATES = ['cut', 'short', 'alter', 'portal', 'gone'] as const satisfies readonly Fate[];
for (const fate of SOAK ? FATES : (['cut', 'portal'] as const)) {
	test(`no answer that was ${fate} ever enters the copy`, async ({ page }) => {
		const chance = dropping(0.5, 11);
		net.behave((_path, byInstall) => (byInstall && chance() === 'drop' ? fate : 'pass'));
		await visit(page, net.url);
		await expect.poll(() => net.fates.get(fate) ?? 0, { timeout: 60_000 }).toBeGreaterThan(15);
		for (const [path, hash] of await kept(page)) expect(hash, path).toBe(WHOLE.get(path));
		await complete(page);
		expect(await kept(page)).toEqual(WHOLE);
	});
}

test('a phone without room says so, and the app still works over the network', async ({ page, context }) => {
	const session = await context.newCDPSession(page);
	await page.goto(net.url);
	await forgetCopy(page);
	await session.send('Storage.overrideQuotaForOrigin', { origin: net.url, quotaSize: 60_000 });
	await visit(page, net.url);
	await expect(page.getByText('Ce téléphone n’a plus de place')).toBeVisible({ timeout: 60_000 });
	await page.getByRole('link', { name: 'À propos' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('À propos de Répit');
});

test('a part of the app that does not arrive leaves a screen that says so, and a way to load it again', async ({
	browser
}) => {
	const context = await browser.newContext({ serviceWorkers: 'block' });
	const page = await context.newPage();
	await visit(page, net.url);
	net.behave(() => 'drop');
	await page.getByRole('link', { name: 'À propos' }).click();
	const reload = page.getByRole('button', { name: /Recharger/ });
	await expect(reload.first()).toBeVisible();

	net.behave(() => 'pass');
	await reload.first().click();
	await ready(page);
	await context.close();
});

test('the shell whose code does not arrive is not left blank', async ({ browser }) => {
	const context = await browser.newContext({ serviceWorkers: 'block' });
	const page = await context.newPage();
	net.behave((path) => (path.includes('/entry/') ? 'drop' : 'pass'));
	for (const path of ['/cases', '/permit']) {
		await page.goto(net.url + path);
		await expect(page.getByText('L’application ne s’est pas ouverte.')).toBeVisible();
		await expect(page.getByText('The app did not open.')).toBeVisible();
	}
	net.behave(() => 'pass');
	await page.getByRole('button', { name: /Recharger/ }).click();
	await ready(page);
	await expect(page.locator('#failed')).toBeHidden();
	await context.close();
});

test('an address without HTTPS says that nothing can be kept, and the open part works', async () => {
	const browser = await chromium.launch({
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: [...QUIET, '--host-resolver-rules=MAP repit.test 127.0.0.1']
	});
	const page = await browser.newPage({ locale: 'fr-FR' });
	await visit(page, net.url.replace('localhost', 'repit.test'));
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await expect(page.getByText('Ce navigateur ne garde pas l’application hors réseau.')).toBeVisible();
	await page.getByRole('link', { name: 'À propos' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('À propos de Répit');
	await browser.close();
});

test('the app can be installed under a name, with icons that are what they say', async ({ page, request }) => {
	await visit(page, server.url);
	const manifest = (await (await request.get(`${server.url}/manifest.webmanifest`)).json()) as {
		name: string;
		start_url: string;
		display: string;
		icons: { src: string; sizes: string; type: string; purpose?: string }[];
	};
	expect(manifest).toMatchObject({ name: 'Répit', start_url: '/', display: 'standalone' });
	for (const { src, sizes, type } of manifest.icons) {
		const icon = await request.get(server.url + src);
		expect(icon.headers()['content-type']).toContain(type);
		if (sizes === 'any') continue;
		const size = await page.evaluate(async (url) => {
			const image = new Image();
			image.src = url;
			await image.decode();
			return `${image.naturalWidth}x${image.naturalHeight}`;
		}, src);
		expect(size).toBe(sizes);
	}
	expect(manifest.icons.some(({ sizes, purpose }) => sizes === '512x512' && purpose === undefined)).toBe(true);
	expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
	const session = await page.context().newCDPSession(page);
	const { installabilityErrors } = (await session.send('Page.getInstallabilityErrors')) as {
		installabilityErrors: { errorId: string }[];
	};
	expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

/** As on a phone that has never seen the app, with the page's own code already here. */
async function forgetCopy(page: Page): Promise<void> {
	await page.evaluate(async () => {
		for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
		for (const name of await caches.keys()) await caches.delete(name);
	});
}
