/** What the server sends before any offline copy exists: the policy on every answer, and pages that keep it. */
import { expect, test } from '@playwright/test';
import { ADDRESSES } from '../support/addresses.ts';
import { running, visit } from '../support/app.ts';
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
			'cache-control': 'no-cache'
		});
	}
	const script = (await request.get(`${server.url}/service-worker.js`)).headers();
	expect(script['content-security-policy']).toContain("connect-src 'self'");
	expect(script['content-security-policy']).toContain("frame-ancestors 'none'");
	expect(script['cache-control']).toBe('no-cache');
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
