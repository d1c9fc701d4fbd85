/** Inside the Worker that holds the keys, with the app's server gone: nothing can be fetched from elsewhere, nothing evaluated. */
import { expect, test } from '@playwright/test';
import { createServer, type IncomingMessage } from 'node:http';
import { installed, serve } from '../support/app.ts';
import { newCase } from '../support/cases.ts';
import { phoneWithVault, unlockOn } from './scene.ts';

test.setTimeout(180_000);

test('the vault’s Worker, offline, refuses a foreign address by any way, and evaluates no text', async () => {
	const server = await serve();
	const reached: string[] = [];
	const foreign = createServer((request: IncomingMessage, response) => {
		reached.push(request.url ?? '');
		response
			.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
			.end('self.came = 1');
	});
	await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
	const address = foreign.address();
	const elsewhere = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
	const { phone, context, page } = await phoneWithVault(server, 'allow');
	try {
		await installed(page);
		await server.kill();
		await unlockOn(page, phone);
		await newCase(page, 'houx');
		const worker = page.workers().find((one) => one.url().includes('vault.worker'));
		if (!worker)
			throw new Error(
				`no vault Worker among ${page
					.workers()
					.map((one) => one.url())
					.join()}`
			);
		// Another process on this machine is reached: it is the policy that refuses, not the lack of a network.
		expect((await context.request.get(`http://${elsewhere}/control`)).status()).toBe(200);
		const outcome = await worker.evaluate(async (elsewhere: string) => {
			// In a later turn: what the debugger itself evaluates is exempt from the policy.
			await new Promise((resolve) => setTimeout(resolve, 50));
			const tried = async (work: () => unknown): Promise<string> => {
				try {
					await work();
					return 'done';
				} catch (error) {
					return error instanceof Error ? error.name : 'refused';
				}
			};
			const socket = () =>
				new Promise<void>((resolve, reject) => {
					const opening = new WebSocket(`ws://${elsewhere}/socket`);
					opening.onopen = () => {
						resolve();
					};
					opening.onerror = () => {
						reject(new Error('refused'));
					};
				});
			const asked = () =>
				new Promise<void>((resolve, reject) => {
					const asking = new XMLHttpRequest();
					asking.open('GET', `http://${elsewhere}/xhr`);
					asking.onload = () => {
						resolve();
					};
					asking.onerror = () => {
						reject(new Error('refused'));
					};
					asking.send();
				});
			const named = globalThis as unknown as Record<string, (text: string) => unknown>;
			const outcome: Record<string, string> = {};
			const ways: Record<string, () => unknown> = {
				fetch: () => fetch(`http://${elsewhere}/fetch`),
				opaque: () => fetch(`http://${elsewhere}/opaque`, { mode: 'no-cors' }),
				socket,
				xhr: asked,
				module: () => import(/* @vite-ignore */ `http://${elsewhere}/module.js`),
				eval: () => named['eval']?.('1 + 1'),
				function: () => named['Function']?.('return 1')
			};
			for (const [name, way] of Object.entries(ways)) {
				outcome[name] = await new Promise<string>((resolve) => {
					setTimeout(() => void tried(way).then(resolve), 0);
				});
			}
			return outcome;
		}, elsewhere);
		expect(Object.keys(outcome)).toHaveLength(7);
		for (const [way, result] of Object.entries(outcome)) expect([way, result]).not.toEqual([way, 'done']);
		expect([outcome['eval'], outcome['function']]).toEqual(['EvalError', 'EvalError']);
		expect(reached).toEqual(['/control']);
	} finally {
		await context.close();
		phone.profile.remove();
		foreign.close();
		await server.kill();
	}
});
