/** The chain, who is asked into it, circles. */
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../../src/lib/crypto/suite.ts';
import { purge } from '../../../src/lib/server/purge.ts';
import { STORED } from '../../../src/lib/sync/protocol/index.ts';
import { genesisOf } from '../circle.ts';
import {
	append,
	asItems,
	call,
	entry,
	epochBy,
	joinOf,
	login,
	phone,
	placed,
	push,
	removal,
	right,
	signed,
	ZERO,
	type Phone
} from '../scene.ts';
import type { Begun } from './begun.ts';

const DAY = 86_400_000;

export function chainAndCircles(the: Begun): void {
	describe('the chain', () => {
		it('grows by comparing its head, and takes the same operations again', async () => {
			await the.begin();
			const noor = await phone();
			const before = placed(the.space.team);
			const op = await joinOf(the.space.team, the.awa, noor);
			const ops: [typeof op.op, typeof op.sig, null][] = [[op.op, op.sig, null]];
			const first = await right(the.ask, 'append', { space: the.space.id, prev: before, ops }, the.awa);
			expect(await right(the.ask, 'append', { space: the.space.id, prev: before, ops }, the.awa)).toEqual(first);
			const other = await joinOf(the.space.team, the.awa, await phone());
			expect(
				await call(
					the.ask,
					'append',
					{ space: the.space.id, prev: before, ops: [[other.op, other.sig, null]] },
					the.awa
				)
			).toMatchObject({ status: 409, error: 'head-moved' });
			const read = await right(the.ask, 'chain', { space: the.space.id, from: 0 }, the.awa);
			expect(read.ops.map(([bytes]) => bytes)).toEqual([...the.space.ops.map((one) => one.op), op.op]);
			expect((await right(the.ask, 'chain', { space: the.space.id, from: 2 }, the.awa)).ops).toHaveLength(1);
		});

		it('has one winner where two append at once', async () => {
			await the.begin();
			const team = the.space.team;
			const rivals = await Promise.all([phone(), phone(), phone()]);
			const nodes = [the.ask, the.ask, the.ask].map((one) => (the.engine === 'postgres' ? the.world.node() : one));
			const outcomes = await Promise.all(
				rivals.map(async (rival, i) => {
					const op = await joinOf(team, the.awa, rival);
					return call(
						nodes[i]!,
						'append',
						{ space: the.space.id, prev: placed(team), ops: [[op.op, op.sig, null]] },
						the.awa
					);
				})
			);
			expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
		});

		it('refuses what a reader would refuse, an epoch left out, and envelopes for others', async () => {
			await the.begin();
			const noor = await the.joined();
			const forged = await joinOf(the.space.team, noor, await phone());
			expect(await append(the.ask, the.space, noor, [{ op: forged }])).toMatchObject({ error: 'bad-operation' });
			const [remove, epoch] = await removal(the.space, the.awa, [noor]);
			expect(await append(the.ask, the.space, the.awa, [remove!])).toMatchObject({ error: 'bad-operation' });
			expect(await append(the.ask, the.space, the.awa, [remove!, { op: epoch!.op }])).toMatchObject({
				error: 'bad-operation'
			});
			expect(
				await append(the.ask, the.space, the.awa, [remove!, { op: epoch!.op, list: Uint8Array.of(0x80, 0) }])
			).toMatchObject({
				error: 'bad-operation'
			});
			expect(await append(the.ask, the.space, the.awa, [remove!, epoch!])).toMatchObject({ status: 200 });
		});

		it('keeps the envelopes of an epoch, and of the first none', async () => {
			await the.begin();
			await the.joined();
			const { operation, list } = await epochBy(the.space.team, the.awa);
			await append(the.ask, the.space, the.awa, [{ op: operation, list }]);
			expect((await right(the.ask, 'epoch', { space: the.space.id, epoch: 2 }, the.awa)).envelopes).toEqual(list);
			expect((await right(the.ask, 'epoch', { space: the.space.id, epoch: 1 }, the.awa)).envelopes).toEqual(
				Uint8Array.of(0x80)
			);
			expect(await call(the.ask, 'epoch', { space: the.space.id, epoch: 3 }, the.awa)).toMatchObject({
				error: 'unknown'
			});
		});
	});

	describe('joining from afar', () => {
		it('keeps at most five requests on an open invitation, each once, for admins', async () => {
			await the.begin();
			const invite = randomBytes(16);
			const body = { invite, role: 'worker' as const, until: the.world.now() + DAY };
			expect(await call(the.ask, 'join/ask', { space: the.space.id, invite, asked: randomBytes(600) })).toMatchObject({
				error: 'unknown'
			});
			await append(the.ask, the.space, the.awa, [{ op: await signed(the.space.team, the.awa, 'invite', body) }]);
			const requests = Array.from({ length: 5 }, () => randomBytes(600));
			for (const asked of [...requests, requests[0]!]) {
				await right(the.ask, 'join/ask', { space: the.space.id, invite, asked });
				the.world.pass(61_000);
			}
			expect(await call(the.ask, 'join/ask', { space: the.space.id, invite, asked: randomBytes(600) })).toMatchObject({
				error: 'slow-down'
			});
			const kept = await right(the.ask, 'join/asked', { space: the.space.id, invite }, the.awa);
			expect(new Set(kept.asked.map(String))).toEqual(new Set(requests.map(String)));
			the.world.pass(3 * DAY);
			await purge(the.world.context);
			await login(the.ask, the.space.id, the.awa);
			expect((await right(the.ask, 'join/asked', { space: the.space.id, invite }, the.awa)).asked).toEqual([]);
		});
	});

	describe('circles', () => {
		it('are founded by whoever writes in the parent, found at the login, and closed to the others', async () => {
			await the.begin();
			const noor = await the.joined();
			const reader = await the.joined('reader');
			const circleBy = (by: Phone) => genesisOf(the.space, by);
			const circle = await circleBy(noor);
			const ops = circle.ops.map(({ op, sig }): [typeof op, typeof sig] => [op, sig]);
			expect(await call(the.ask, 'spaces', { token: null, ops })).toMatchObject({ error: 'session-over' });
			expect(await call(the.ask, 'spaces', { token: null, ops }, the.awa)).toMatchObject({ error: 'not-allowed' });
			expect((await right(the.ask, 'spaces', { token: null, ops }, noor)).space).toEqual(circle.id);
			expect((await right(the.ask, 'spaces', { token: null, ops }, noor)).space).toEqual(circle.id);
			const theirs = (await circleBy(reader)).ops.map(({ op, sig }): [typeof op, typeof sig] => [op, sig]);
			expect(await call(the.ask, 'spaces', { token: null, ops: theirs }, reader)).toMatchObject({
				error: 'not-allowed'
			});
			expect(await login(the.ask, the.space.id, noor)).toMatchObject({ reply: { spaces: [the.space.id, circle.id] } });
			expect(await push(the.ask, circle, noor, asItems([await entry(circle, noor)]))).toEqual([[STORED, null]]);
			expect(await call(the.ask, 'chain', { space: circle.id, from: 0 }, the.awa)).toMatchObject({
				error: 'not-member'
			});
			const both = await right(
				the.ask,
				'pull',
				{
					spaces: [
						[the.space.id, ZERO],
						[circle.id, ZERO]
					],
					want: []
				},
				noor
			);
			expect(both.spaces.map(([id]) => id)).toEqual([the.space.id, circle.id]);
			expect(both.circles).toEqual([circle.id]);
			const hers = { spaces: [[the.space.id, ZERO] as [typeof ZERO, typeof ZERO]], want: [] };
			expect((await right(the.ask, 'pull', hers, the.awa)).circles).toEqual([]);
			// Out of the parent is out of the circle, before anybody has said so there.
			const home = { ...noor, seq: 0 };
			await append(the.ask, the.space, the.awa, await removal(the.space, the.awa, [home]));
			await login(the.ask, the.space.id, noor);
			expect(await call(the.ask, 'pull', { spaces: [[circle.id, ZERO]], want: [] }, noor)).toMatchObject({
				error: 'removed'
			});
		});
	});
}
