/**
 * One version after another on one phone with two tabs: whatever the order in which versions come or are taken back, installs fail
 * or are killed, tabs work and accept, no work is interrupted, no page stands blank, no draft is lost, and the server's version is
 * there in the end. A few rounds in `npm test`; a thousand with SOAK=1, or as many as `ROUNDS` says.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { newProfile, type Profile, ready, running, visit } from '../support/app.ts';
import { makeVault, unlock } from '../support/cases.ts';
import { complete, precacheList } from '../support/copy.ts';
import { lookForUpdate, markPage, release } from '../support/deploy.ts';
import { chances, network, type Network } from '../support/proxy.ts';
import { SOAK } from '../support/soak.ts';

const LIST = precacheList();
const ROUNDS = Number(process.env['ROUNDS'] ?? (SOAK ? 1000 : 4));
const SEED = Number(process.env['SEED'] ?? 24);
/** Rounds after which the browser is killed in the middle of an install. */
const KILL_EVERY = SOAK ? 20 : 4;
/** What is looked at again and again, at these intervals in milliseconds. */
const OFTEN = { timeout: 60_000, intervals: [30, 50, 100] };

const server = running();
let net: Network;
let profile: Profile;
let context: BrowserContext;

test.beforeAll(async () => {
	net = await network(server.url);
	profile = newProfile();
});
test.afterAll(async () => {
	await context.close();
	profile.remove();
	await net.close();
});

/** The version in charge of a page, told by its service worker. */
const inCharge = (page: Page) =>
	page.evaluate(
		() =>
			new Promise<string>((resolve) => {
				const { port1, port2 } = new MessageChannel();
				port1.onmessage = ({ data }: MessageEvent<string>) => {
					resolve(data);
				};
				navigator.serviceWorker.controller?.postMessage('which-version', [port2]);
			})
	);

const offered = (page: Page) => page.getByRole('button', { name: 'Ouvrir la nouvelle version' });

/** Home in one tab, a screening begun in the other. */
async function twoTabs(): Promise<{ home: Page; work: Page }> {
	context = await profile.open();
	const home = context.pages()[0] ?? (await context.newPage());
	await visit(home, net.url);
	await complete(home);
	const work = await context.newPage();
	await visit(work, net.url);
	return { home, work };
}

test(`${ROUNDS} versions, two tabs`, async () => {
	test.setTimeout(Math.max(240_000, ROUNDS * 20_000));
	const began = performance.now();
	const chance = chances(SEED);
	let { home, work } = await twoTabs();
	await visit(work, `${net.url}/cases`);
	const passphrase = await makeVault(work);
	await visit(work, net.url);
	const told = {
		taken: 0,
		refused: 0,
		failed: 0,
		killed: 0,
		rolledBack: 0,
		partsMissing: 0,
		drafts: 0,
		draftsLost: 0,
		blank: 0
	};
	let version = await inCharge(home);
	let before = '';

	const seen = async (page: Page, where: string) => {
		// Something to read and something to press, whatever has happened to its code.
		const there = await page.locator('h1').first().isVisible();
		if (!there) told.blank += 1;
		expect(there, `${where}: blank`).toBe(true);
	};

	for (let round = 1; round <= ROUNDS; round += 1) {
		const kill = round % KILL_EVERY === 0;
		// Sometimes the server goes back to the version before, all of which is still here: nothing of it can fail to come.
		const back = !kill && before !== '' && chance() < 0.15;
		const name = back ? before : `v${round}`;
		const changed = new Set(['/', ...LIST.filter(() => chance() < 0.04).map(({ url }) => url)]);
		if (back) told.rolledBack += 1;

		// Now and then something half typed stands in a case meanwhile.
		const draft = kill || chance() < 0.06 ? `brouillon ${round}` : null;
		if (draft !== null) {
			await visit(work, `${net.url}/cases/new`);
			await unlock(work, passphrase);
			await work.getByLabel('Repère neutre').fill(draft);
			await work.waitForTimeout(500);
			told.drafts += 1;
		}

		// What is to fail fails from the start: a browser looks for a new version by itself a while after a page was opened.
		const fails = !kill && !back && chance() < 0.15;
		net.fates.clear();
		if (kill) net.behave((path, byInstall) => (byInstall && path !== '/service-worker.js' ? 'drop' : 'pass'));
		if (fails) net.behave((path, byInstall) => (byInstall && path === '/' ? 'gone' : 'pass'));
		release(net, { name, called: name, changed: (url) => changed.has(url) });
		if (kill) {
			// Killed with the new version half-way in.
			await lookForUpdate(home);
			await expect.poll(() => net.fates.get('drop') ?? 0, OFTEN).toBeGreaterThan(0);
			await profile.kill();
			net.behave(() => 'drop');
			({ home, work } = await twoTabs());
			await seen(home, `round ${round}: killed`);
			expect(await inCharge(home), `round ${round}: killed`).toBe(version);
			told.killed += 1;
			if (draft !== null) await draftIsThere(work, draft, passphrase, told);
			net.behave(() => 'pass');
		} else if (fails) {
			// A try that fails leaves what works.
			await lookForUpdate(home);
			await expect.poll(() => net.fates.get('gone') ?? 0, OFTEN).toBeGreaterThan(0);
			net.behave(() => 'pass');
			expect(await inCharge(home), `round ${round}: failed`).toBe(version);
			told.failed += 1;
		}

		const drafting = draft !== null && !kill;
		const busy = !drafting && chance() < 0.3;
		if (busy) {
			await work.getByRole('link', { name: /Repérer/ }).click();
			await work.getByRole('checkbox').first().check();
		}
		// Asked for by either tab, or found by the browser on its own when a page is loaded.
		if (chance() < 0.3) await home.reload();
		else await lookForUpdate(chance() < 0.5 ? home : work);
		await becomes(async () => {
			if ((await offered(home).count()) > 0) return true;
			await lookForUpdate(home);
			return false;
		});
		expect(await inCharge(home), `round ${round}: waits`).toBe(version);

		if (busy || drafting) {
			await offered(home).click();
			await expect(home.getByText(/est en cours, ici ou dans une autre fenêtre/)).toBeVisible();
			if (busy) await expect(work.getByRole('checkbox').first(), `round ${round}: untouched`).toBeChecked();
			else await expect(work.getByLabel('Repère neutre'), `round ${round}: untouched`).toHaveValue(draft ?? '');
			expect(await inCharge(work), `round ${round}: refused`).toBe(version);
			told.refused += 1;
			// The work is given up; what was half typed waits behind the passphrase.
			if (drafting) await draftIsThere(work, draft ?? '', passphrase, told);
			else await work.goto(`${net.url}/about`);
			await work.goto(net.url);
			await ready(work);
		}
		if (chance() < 0.05) {
			// A part that neither the copy nor the server has any more: the page says so, and a reload is at hand.
			await work.evaluate(() => {
				dispatchEvent(new Event('vite:preloadError', { cancelable: true }));
			});
			await seen(work, `round ${round}: part missing`);
			told.partsMissing += 1;
		}
		const marks = [await markPage(home), await markPage(work)];
		await offered(home).click();
		// Asking the old version anything would keep it at work and in charge: only the reloads are watched.
		for (const mark of marks) await becomes(async () => !(await mark()));
		for (const page of [home, work]) {
			await ready(page);
			await seen(page, `round ${round}: taken`);
			expect(await inCharge(page), `round ${round}: taken`).toBe(name);
			await expect(offered(page), `round ${round}: taken`).toHaveCount(0);
		}
		told.taken += 1;
		[before, version] = [version, name];
		if (SOAK && round % 50 === 0)
			process.stdout.write(
				`    ${round}: ${((performance.now() - began) / 60_000).toFixed(1)} min ${JSON.stringify(told)}\n`
			);
	}
	process.stdout.write(`    ${JSON.stringify(told)}\n`);
	expect(told.taken).toBe(ROUNDS);
	expect([told.draftsLost, told.blank]).toEqual([0, 0]);
});

/** What was half typed is back behind the passphrase, whatever became of the page; it is given up then. */
async function draftIsThere(
	page: Page,
	draft: string,
	passphrase: string,
	told: { draftsLost: number }
): Promise<void> {
	await visit(page, `${net.url}/cases/new`);
	await unlock(page, passphrase);
	const field = page.getByLabel('Repère neutre');
	await field.waitFor();
	if ((await field.inputValue()) !== draft) told.draftsLost += 1;
	await expect(field).toHaveValue(draft);
	await page.getByRole('button', { name: 'Abandonner cette saisie' }).click();
	await page.getByRole('button', { name: 'Oui, effacer' }).click();
	await visit(page, net.url);
}

/** A page that is being reloaded cannot answer; it is asked again. */
async function becomes(holds: () => Promise<boolean>): Promise<void> {
	await expect.poll(() => holds().catch(() => false), OFTEN).toBe(true);
}
