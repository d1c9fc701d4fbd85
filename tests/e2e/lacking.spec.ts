/** What a browser lacks: the slow way where there is one, and a page that says so where there is none. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { contrastFaults, faultsOf, faultsWithLargeText } from '../support/accessible.ts';
import { BROWSER, cutOff, newProfile, ready, running, visit, type Profile } from '../support/app.ts';
import { lock, makeVault, newCase, sixWords, unlock } from '../support/cases.ts';
import { network, type Network } from '../support/proxy.ts';
import { SOAK } from '../support/soak.ts';

const server = running();
const WORKER = /\/workers\/vault\.worker/;

/** Written before the code of the vault's Worker. */
const NO_CURVES = `
for (const name of ['importKey', 'generateKey']) {
	const own = SubtleCrypto.prototype[name];
	SubtleCrypto.prototype[name] = function (...asked) {
		if (asked.some((one) => one === 'Ed25519' || one === 'X25519')) return Promise.reject(new DOMException('', 'NotSupportedError'));
		return own.apply(this, asked);
	};
}
`;
const NO_WASM = 'delete globalThis.WebAssembly;';
const WRONG_HASH = `
{
	const own = SubtleCrypto.prototype.digest;
	SubtleCrypto.prototype.digest = async function (...asked) {
		const out = new Uint8Array(await own.apply(this, asked));
		out[0] ^= 1;
		return out.buffer;
	};
}
`;

/** The parts of the Worker that stand in for what is lacking, by a sentence of each. */
const PARTS = 'build/client/_app/immutable/workers/chunks';
const STAND_INS = readdirSync(PARTS)
	.filter((name) => name.endsWith('.js'))
	.filter((name) =>
		/not a private key of this curve|"onProgress" must be a function/.test(readFileSync(`${PARTS}/${name}`, 'utf8'))
	);

let profile: Profile;
let context: BrowserContext;
test.beforeEach(() => {
	profile = newProfile(BROWSER);
});
test.afterEach(async () => {
	await context.close();
	profile.remove();
});

/** A browser whose vault Worker begins with this code, and the address it is to use. */
async function lacking(code: string): Promise<{ page: Page; net: Network; as: (code: string) => Promise<void> }> {
	const net = await network(server.url);
	net.rewrite((path, text) => (WORKER.test(path) ? code + text : text));
	context = await profile.open({ serviceWorkers: 'block' });
	if (code.includes(NO_WASM)) await context.addInitScript(NO_WASM);
	const page = context.pages()[0] ?? (await context.newPage());
	const session = await context.newCDPSession(page);
	const as = async (now: string) => {
		net.rewrite((path, text) => (WORKER.test(path) ? now + text : text));
		await session.send('Network.clearBrowserCache');
	};
	return { page, net, as };
}

test('without curves and without WebAssembly a vault is made, written and opened; a whole browser opens it, and back', async () => {
	expect(STAND_INS.length).toBeGreaterThanOrEqual(2);
	const { page, net, as } = await lacking(NO_CURVES + NO_WASM);
	const { url } = net;
	const soft = () => net.asked.filter((path) => STAND_INS.some((name) => path.endsWith(name))).length;
	await visit(page, `${url}/cases`);
	await expect(page.getByText('Ouverture lente sur ce téléphone')).toBeVisible();
	const passphrase = await makeVault(page);
	await newCase(page, 'Aulne');
	expect(soft()).toBeGreaterThanOrEqual(2);
	await lock(page);

	await as('');
	const before = soft();
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	await newCase(page, 'Bouleau');
	expect(soft()).toBe(before);
	await lock(page);

	await as(NO_CURVES + NO_WASM);
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	for (const label of ['Aulne', 'Bouleau'])
		await expect(page.getByRole('link', { name: new RegExp(label) })).toBeVisible();
	await net.close();
});

test('a browser started without WebAssembly says how long it takes, shows how far it is, can be stopped, and opens with the server gone', async () => {
	test.setTimeout(300_000);
	const { url, ...whole } = await cutOff(profile);
	context = whole.context;
	/** The phone started anew, with its compiler or without. */
	const restarted = async (...args: readonly string[]) => {
		await context.close();
		context = await profile.open({ args });
		await context.setOffline(true);
		const page = context.pages()[0] ?? (await context.newPage());
		page.setDefaultTimeout(120_000);
		await visit(page, `${url}/cases`);
		return page;
	};
	let page = await restarted('--js-flags=--jitless');
	expect(await page.evaluate(() => typeof WebAssembly)).toBe('undefined');
	await page.getByRole('button', { name: 'Choisir la phrase' }).click();
	await page.getByLabel('La phrase, une seconde fois').fill(await sixWords(page));
	await page.getByRole('button', { name: 'Créer' }).click();
	await page.getByRole('button', { name: 'Arrêter' }).click();
	await expect(page.getByRole('button', { name: 'Créer' })).toBeVisible();

	page = await restarted();
	const passphrase = await makeVault(page);
	await newCase(page, 'Aulne');

	page = await restarted('--js-flags=--jitless');
	await expect(page.getByText('Ouverture lente sur ce téléphone')).toBeVisible();
	const field = page.getByLabel('Phrase de passe');
	await field.fill(passphrase);
	const began = performance.now();
	const seen = new Set<number>();
	/** Until the bar has stood at so many places, or has gone. */
	const open = async (places: number) => {
		await page.getByRole('button', { name: 'Ouvrir', exact: true }).click();
		const bar = page.locator('progress');
		await bar.waitFor();
		seen.clear();
		while (seen.size < places && (await bar.isVisible())) {
			const value = await bar.evaluate((element) => (element as HTMLProgressElement).value).catch(() => null);
			if (value !== null) seen.add(value);
			// The page goes on answering meanwhile.
			await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
		}
	};
	await open(5);
	expect(seen.size).toBe(5);
	await page.getByRole('button', { name: 'Arrêter' }).click();
	await expect(page.getByText('Ouverture arrêtée.', { exact: false })).toBeVisible();
	await expect(field).toHaveValue(passphrase);
	expect(await faultsOf(page)).toEqual([]);
	if (!SOAK) return; // the whole way takes two minutes
	await open(Infinity);
	await page.getByRole('link', { name: /Aulne/ }).waitFor();
	process.stdout.write(
		`    opened ${((performance.now() - began) / 1000).toFixed(1)} s later without WebAssembly or compiler\n`
	);
});

test('in Lockdown Mode the way out for this site is said, and the rights are read all the same', async () => {
	context = await profile.open({ serviceWorkers: 'block' });
	await context.addInitScript(() => {
		for (const name of ['WebAssembly', 'caches', 'indexedDB']) {
			Object.defineProperty(globalThis, name, { configurable: true, value: undefined });
			Reflect.deleteProperty(globalThis, name);
			Reflect.deleteProperty(Window.prototype, name);
		}
		Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' });
	});
	const page = context.pages()[0] ?? (await context.newPage());
	await visit(page, `${server.url}/cases`);
	await expect(page.getByRole('heading', { name: 'Mode Isolement' })).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: 'pour ce site web' })).toBeVisible();
	expect(await faultsOf(page)).toEqual([]);
	expect(await contrastFaults(page)).toEqual([]);
	expect(await faultsWithLargeText(page)).toEqual([]);
	await page.getByRole('link', { name: 'Revenir à l’accueil' }).click();
	await ready(page);
	await visit(page, `${server.url}/rights/fr/stop`);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a browser that computes wrongly is given no vault, and one that is there is not touched', async () => {
	const { page, net, as } = await lacking('');
	const { url } = net;
	await visit(page, `${url}/cases`);
	const passphrase = await makeVault(page);
	await lock(page);
	await as(WRONG_HASH);
	await visit(page, `${url}/cases`);
	await expect(page.getByRole('heading', { name: 'Calculs faux' })).toBeVisible();
	await expect(page.getByLabel('Phrase de passe')).toHaveCount(0);
	expect(await faultsOf(page)).toEqual([]);
	await as('');
	await visit(page, `${url}/cases`);
	await unlock(page, passphrase);
	await net.close();
});
