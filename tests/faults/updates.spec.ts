/**
 * One version after another on one phone with two tabs: whatever the order in which versions come, installs fail or are killed,
 * tabs work, close, freeze and accept, no work is interrupted and the newest version is there in the end.
 * A few rounds in `npm test`; a thousand with SOAK=1.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { newProfile, type Profile, ready, running, visit } from '../support/app.ts';
import { complete, precacheList } from '../support/copy.ts';
import { lookForUpdate, markPage, release } from '../support/deploy.ts';
import { chances, network, type Network } from '../support/proxy.ts';
import { SOAK } from '../support/soak.ts';

const LIST = precacheList();
const ROUNDS = SOAK ? 1000 : 3;
const SEED = Number(process.env['SEED'] ?? 24);
/** Rounds after which the browser is killed in the middle of an install. */
const KILL_EVERY = SOAK ? 40 : 3;

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
	test.setTimeout(Math.max(180_000, ROUNDS * 20_000));
	const chance = chances(SEED);
	let { home, work } = await twoTabs();
	const told = { refused: 0, failed: 0, killed: 0, taken: 0 };
	let version = await inCharge(home);

	for (let round = 1; round <= ROUNDS; round += 1) {
		const name = `v${round}`;
		const changed = new Set(['/', ...LIST.filter(() => chance() < 0.1).map(({ url }) => url)]);
		release(net, { name, called: name, changed: (url) => changed.has(url) });

		if (round % KILL_EVERY === 0) {
			// Killed with the new version half-way in.
			net.behave((path, byInstall) => (byInstall && path !== '/service-worker.js' ? 'drop' : 'pass'));
			await lookForUpdate(home);
			await expect.poll(() => net.fates.get('drop') ?? 0).toBeGreaterThan(0);
			await profile.kill();
			net.fates.clear();
			net.behave(() => 'drop');
			({ home, work } = await twoTabs());
			expect(await inCharge(home), `round ${round}: killed`).toBe(version);
			told.killed += 1;
			net.behave(() => 'pass');
		} else if (chance() < 0.2) {
			// A try that fails leaves what works.
			net.behave((path, byInstall) => (byInstall && path === '/' ? 'gone' : 'pass'));
			await lookForUpdate(home);
			await expect.poll(() => net.fates.get('gone') ?? 0).toBeGreaterThan(0);
			net.fates.clear();
			net.behave(() => 'pass');
			expect(await inCharge(home), `round ${round}: failed`).toBe(version);
			told.failed += 1;
		}

		const busy = chance() < 0.4;
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

		if (busy) {
			await offered(home).click();
			await expect(home.getByText(/est en cours, ici ou dans une autre fenêtre/)).toBeVisible();
			await expect(work.getByRole('checkbox').first(), `round ${round}: untouched`).toBeChecked();
			expect(await inCharge(work), `round ${round}: refused`).toBe(version);
			told.refused += 1;
			await work.goto(`${net.url}/about`); // the work is given up
			await work.goto(net.url);
			await ready(work);
		}
		const marks = [await markPage(home), await markPage(work)];
		await offered(chance() < 0.5 && !busy ? work : home).click();
		// Asking the old version anything would keep it at work and in charge: only the reloads are watched.
		for (const mark of marks) await becomes(async () => !(await mark()));
		for (const page of [home, work]) {
			await ready(page);
			expect(await inCharge(page), `round ${round}: taken`).toBe(name);
			await expect(offered(page), `round ${round}: taken`).toHaveCount(0);
		}
		told.taken += 1;
		version = name;
	}
	process.stdout.write(`    ${JSON.stringify(told)}\n`);
	expect(told.taken).toBe(ROUNDS);
});

/** A page that is being reloaded cannot answer; it is asked again. */
async function becomes(holds: () => Promise<boolean>): Promise<void> {
	await expect.poll(() => holds().catch(() => false), { timeout: 60_000 }).toBe(true);
}
