/** Founding a space, logging in to it. */
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../../src/lib/crypto/suite.ts';
import { writeMessage } from '../../../src/lib/sync/protocol/index.ts';
import { alone, asItems, call, entry, found, login, phone, requestOf, right, ZERO, type Ask } from '../scene.ts';
import type { Begun } from './begun.ts';

export function foundingAndLogins(the: Begun): void {
	describe('founding', () => {
		it('takes a token once, and the same space again without using another up', async () => {
			const token = await the.world.token();
			const ops = the.space.ops.map(({ op, sig }): [typeof op, typeof sig] => [op, sig]);
			expect(await call(the.ask, 'spaces', { token: randomBytes(32), ops })).toMatchObject({ error: 'not-allowed' });
			expect((await right(the.ask, 'spaces', { token, ops })).space).toEqual(the.space.id);
			expect((await right(the.ask, 'spaces', { token, ops })).space).toEqual(the.space.id);
			const other = await alone(await phone());
			const theirs = other.ops.map(({ op, sig }): [typeof op, typeof sig] => [op, sig]);
			expect(await call(the.ask, 'spaces', { token, ops: theirs })).toMatchObject({
				status: 403,
				error: 'not-allowed'
			});
		});

		it('refuses a chain that does not hold, and one that ends before its epoch', async () => {
			const [genesis, epoch] = the.space.ops;
			const forged = { ...epoch!, sig: randomBytes(64) };
			for (const ops of [
				[genesis!, forged],
				[genesis!, genesis!]
			])
				expect(
					await call(the.ask, 'spaces', { token: await the.world.token(), ops: ops.map(({ op, sig }) => [op, sig]) })
				).toMatchObject({ status: 409, error: 'bad-operation' });
		});
	});

	describe('logging in', () => {
		it('answers a challenge for any device alike, and takes a nonce once', async () => {
			await the.begin();
			const { nonce, exp } = await right(the.ask, 'challenge', { device: randomBytes(16) });
			expect(nonce).toHaveLength(32);
			expect(exp).toBe(the.world.now() + 60_000);
			const seen: unknown[] = [];
			const relay: Ask = async (request) => {
				if (request.url.endsWith('session')) seen.push(await request.clone().arrayBuffer());
				return the.ask(request);
			};
			await login(relay, the.space.id, the.awa);
			const again = await the.ask(requestOf('session', new Uint8Array(seen[0] as ArrayBuffer), null));
			expect(again.status).toBe(401);
		});

		it('refuses a proof for another address, another the.space, another device, or too late', async () => {
			await the.begin();
			expect(await login(the.ask, the.space.id, the.awa, { origin: 'https://elsewhere.test' })).toMatchObject({
				error: 'bad-proof'
			});
			expect(await login(the.ask, randomBytes(16), the.awa)).toMatchObject({ status: 403, error: 'not-member' });
			expect(await login(the.ask, the.space.id, await phone())).toMatchObject({ error: 'not-member' });
			const late: Ask = (request) => {
				if (request.url.endsWith('session')) the.world.pass(60_001);
				return the.ask(request);
			};
			expect(await login(late, the.space.id, the.awa)).toMatchObject({ error: 'bad-proof' });
		});

		it('is over after a quarter of an hour, and no bearer passes that was never given', async () => {
			await the.begin();
			await right(the.ask, 'chain', { space: the.space.id, from: 0 }, the.awa);
			the.world.pass(15 * 60_000);
			expect(await call(the.ask, 'chain', { space: the.space.id, from: 0 }, the.awa)).toMatchObject({
				error: 'session-over'
			});
			the.awa.bearer = randomBytes(32);
			expect(await call(the.ask, 'chain', { space: the.space.id, from: 0 }, the.awa)).toMatchObject({ status: 401 });
			expect(await call(the.ask, 'chain', { space: the.space.id, from: 0 })).toMatchObject({ error: 'session-over' });
		});

		it('lets nobody into a space that is not theirs', async () => {
			await the.begin();
			const noor = await phone();
			const theirs = await alone(noor);
			await found(the.ask, theirs, noor, await the.world.token());
			for (const message of ['chain', 'epoch', 'join/asked', 'packs'] as const) {
				const body = { space: the.space.id, from: 0, epoch: 1, invite: ZERO };
				const asked = writeMessage({ v: 1, ...pick(message, body) });
				const response = await the.ask(requestOf(message, asked, noor));
				expect([message, response.status]).toEqual([message, 403]);
			}
			expect(
				await call(the.ask, 'push', { space: the.space.id, items: asItems([await entry(the.space, the.awa)]) }, noor)
			).toMatchObject({
				error: 'not-member'
			});
			expect(await call(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, noor)).toMatchObject({
				error: 'not-member'
			});
		});
	});
}

function pick(message: 'chain' | 'epoch' | 'join/asked' | 'packs', body: Record<string, unknown>) {
	const keys = {
		chain: ['space', 'from'],
		epoch: ['space', 'epoch'],
		'join/asked': ['space', 'invite'],
		packs: ['space']
	};
	return Object.fromEntries(keys[message].map((key) => [key, body[key]]));
}
