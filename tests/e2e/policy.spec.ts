/** What the server sends before any offline copy exists: the policy on every answer, and pages that keep it. */
import { expect, test, type Page } from '@playwright/test';
import { ADDRESSES } from '../support/addresses.ts';
import { installed, newProfile, running, serve, visit } from '../support/app.ts';
import { PERMISSIONS, PERMISSIONS_POLICY } from '../../src/tools/permissions.ts';
import { LANGUAGES } from '../support/soak.ts';
import { watch } from '../support/watch.ts';

const server = running();

test('every page keeps the policy and asks nothing of anyone else', async ({ browser }) => {
	for (const locale of LANGUAGES) {
		const context = await browser.newContext({ serviceWorkers: 'block', locale });
		const page = await context.newPage();
		const seen = watch(context, server.url);
		for (const [path] of ADDRESSES) await visit(page, server.url + path);
		expect(seen.violations).toEqual([]);
		expect(seen.foreign).toEqual([]);
		expect(seen.warnings.filter((warning) => !/Service Worker registration blocked/.test(warning))).toEqual([]);
		expect(seen.errors.filter((error) => !/serviceWorker|Service Worker/i.test(error))).toEqual([]);
		await context.close();
	}
});

test('every kind of answer carries its policy and may not be framed or sniffed', async ({ request }) => {
	for (const [path] of ADDRESSES) {
		const { 'content-security-policy': policy = '', ...headers } = (await request.get(server.url + path)).headers();
		expect(policy, path).toContain("default-src 'none'");
		expect(policy, path).toMatch(/script-src 'self' 'wasm-unsafe-eval'/);
		expect(policy, path).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:|\*/);
		expect(policy, path).toContain("require-trusted-types-for 'script'");
		expect(headers, path).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'no-referrer',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-embedder-policy': 'require-corp',
			'cross-origin-resource-policy': 'same-origin',
			'permissions-policy': PERMISSIONS_POLICY,
			'cache-control': 'no-cache'
		});
	}
	const script = (await request.get(`${server.url}/service-worker.js`)).headers();
	expect(script['content-security-policy']).toContain("connect-src 'self'");
	expect(script['content-security-policy']).toContain("frame-ancestors 'none'");
	expect(script['cache-control']).toBe('no-cache');
});

/** What the policy promises, tried in the page itself and in Workers that it starts. */
async function keeps(page: Page): Promise<void> {
	const allowed = await page.evaluate(() => {
		const { featurePolicy } = document as unknown as { featurePolicy: { allowedFeatures(): string[] } };
		return featurePolicy.allowedFeatures();
	});
	const listed = new Set(PERMISSIONS.map(([feature]) => feature));
	const own = PERMISSIONS.flatMap(([feature, mine]) => (mine ? [feature] : []));
	expect(allowed.filter((feature) => listed.has(feature)).toSorted()).toEqual(own);

	const refused = await page.evaluate(async () => {
		const tried = async (work: () => unknown): Promise<string> => {
			try {
				await work();
				return 'done';
			} catch (error) {
				return error instanceof Error ? error.name : 'refused';
			}
		};
		const later = (work: () => unknown) =>
			new Promise<string>((resolve) => setTimeout(() => void tried(work).then(resolve), 0));
		const named = globalThis as unknown as Record<string, (text: string) => unknown>;
		const script = (fill: (element: HTMLScriptElement) => void) => () => {
			const element = document.createElement('script');
			fill(element);
			document.head.append(element);
			if (!('came' in globalThis)) throw new Error('did not run');
		};
		const frame = () =>
			new Promise<void>((resolve, reject) => {
				const element = document.createElement('iframe');
				element.src = '/about';
				// What is refused is shown as an error of the browser's own, which no page can look into.
				element.addEventListener('load', () => {
					if (element.contentDocument === null) reject(new Error('refused'));
					else resolve();
				});
				document.body.append(element);
			});
		return {
			eval: await later(() => named['eval']?.('1 + 1')),
			function: await later(() => named['Function']?.('return 1')),
			html: await later(() => (document.createElement('p').innerHTML = '<b>1</b>')),
			inline: await later(script((element) => (element.text = 'globalThis.came = 1'))),
			scriptUrl: await later(script((element) => (element.src = '/boot.js'))),
			worker: await later(() => new Worker('/service-worker.js')),
			policy: await later(() => window.trustedTypes?.createPolicy('mine', { createHTML: (text) => text })),
			foreign: await later(() => fetch('https://example.org/', { mode: 'no-cors' })),
			frame: await later(frame),
			isolated: String(globalThis.crossOriginIsolated),
			opener: String(window.opener)
		};
	});
	const { isolated, opener, ...ways } = refused;
	for (const [way, outcome] of Object.entries(ways)) expect([way, outcome]).not.toEqual([way, 'done']);
	expect([isolated, opener]).toEqual(['false', 'null']);
}

test('a page keeps what its headers promise, from the network and, with the server gone, from the offline copy', async () => {
	const own = await serve();
	const profile = newProfile();
	const context = await profile.open();
	const page = context.pages()[0] ?? (await context.newPage());
	try {
		await visit(page, `${own.url}/rights`);
		await keeps(page);
		await installed(page);
		await own.kill();
		for (const path of ['/', '/cases', '/permit']) {
			const answer = await page.goto(own.url + path);
			expect(answer?.fromServiceWorker()).toBe(true);
			expect(answer?.headers()['permissions-policy'], path).toBe(PERMISSIONS_POLICY);
			expect(answer?.headers()['content-security-policy'], path).toContain("default-src 'none'");
			expect(answer?.headers()['strict-transport-security'], path).toBeUndefined();
			await keeps(page);
		}
	} finally {
		await context.close();
		profile.remove();
		await own.kill();
	}
});

test('https alone is promised where the operator says so, on every kind of answer', async ({ request }) => {
	const strict = await serve(undefined, undefined, { HSTS: '31536000' });
	try {
		for (const path of ['/', '/service-worker.js', '/api/v1/health', '/nowhere'])
			expect((await request.get(strict.url + path)).headers()['strict-transport-security'], path).toBe(
				'max-age=31536000'
			);
	} finally {
		await strict.kill();
	}
	await expect(serve(undefined, undefined, { HSTS: 'a year' })).rejects.toThrow(/HSTS/);
});

test('an address that is none is refused, and the server lives on', async ({ request }) => {
	const { request: send } = await import('node:http');
	const { port } = new URL(server.url);
	for (const path of ['//', '/%', '/%00', '/..%2f..%2fpackage.json', '/_app/immutable/../../../package.json']) {
		const status = await new Promise<number>((resolve, reject) => {
			send({ port, path, host: '127.0.0.1' }, (response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			})
				.on('error', reject)
				.end();
		});
		expect(status, path).toBeGreaterThanOrEqual(400);
		expect(status, path).toBeLessThan(500);
	}
	expect((await request.get(server.url)).status()).toBe(200);
});
