/** A phone, a right, a case. */
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../../src/lib/crypto/suite.ts';
import { purge } from '../../../src/lib/server/purge.ts';
import { readEntry, REFUSED, STORED, THERE } from '../../../src/lib/sync/protocol/index.ts';
import {
	append,
	asItems,
	call,
	caseKey,
	entries,
	entry,
	login,
	pullAll,
	push,
	removal,
	right,
	signed,
	partRequest,
	ZERO
} from '../scene.ts';
import type { Begun } from './begun.ts';

const DAY = 86_400_000;

export function losing(the: Begun): void {
	describe('losing', () => {
		it('keeps apart what a removed device had not sent, and shows it to admins only', async () => {
			await the.begin();
			const noor = await the.joined();
			const yan = await the.joined();
			await push(the.ask, the.space, noor, asItems(await entries(the.space, noor, 2)));
			await append(the.ask, the.space, the.awa, await removal(the.space, the.awa, [noor]));
			expect(await call(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, noor)).toMatchObject({
				error: 'session-over'
			});
			const again = await login(the.ask, the.space.id, noor);
			expect(again).toMatchObject({ reply: { standing: 1, spaces: [the.space.id] } });
			expect(await call(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, noor)).toMatchObject({
				status: 403,
				error: 'removed'
			});
			const n = the.space.team.devices.get(Buffer.from(noor.id).toString('base64url'))!.removed!.n;
			expect((await right(the.ask, 'chain', { space: the.space.id, from: 0 }, noor)).ops).toHaveLength(n + 2);
			const before = await pullAll(the.ask, the.space, the.awa);
			const late = await entries(the.space, noor, 2);
			const key = caseKey();
			expect(await push(the.ask, the.space, noor, [...asItems(late), [2, key]])).toEqual(Array(3).fill([STORED, null]));
			expect(await push(the.ask, the.space, noor, [...asItems(late), [2, key]])).toEqual(Array(3).fill([THERE, null]));
			expect((await pullAll(the.ask, the.space, the.awa)).items).toEqual(before.items);
			const kept = await right(the.ask, 'late', { space: the.space.id, after: ZERO }, the.awa);
			expect(kept.items).toEqual([...asItems(late), [2, key]]);
			expect((await right(the.ask, 'late', { space: the.space.id, after: kept.cursor }, the.awa)).items).toEqual([]);
			expect(await call(the.ask, 'late', { space: the.space.id, after: ZERO }, yan)).toMatchObject({
				error: 'not-allowed'
			});
			expect(await push(the.ask, the.space, yan, asItems([late[0]!]))).toEqual([[REFUSED, 'removed']]);
			expect(await push(the.ask, the.space, noor, asItems([await entry(the.space, yan)]))).toEqual([
				[REFUSED, 'removed']
			]);
			the.world.pass(31 * DAY);
			await login(the.ask, the.space.id, noor);
			expect(await call(the.ask, 'push', { space: the.space.id, items: asItems(late) }, noor)).toMatchObject({
				error: 'removed'
			});
			await purge(the.world.context);
			await login(the.ask, the.space.id, the.awa);
			expect((await right(the.ask, 'late', { space: the.space.id, after: ZERO }, the.awa)).items).toEqual([]);
		});

		it('takes no more late work than its measure', async () => {
			await the.begin();
			const noor = await the.joined();
			await append(the.ask, the.space, the.awa, await removal(the.space, the.awa, [noor]));
			await login(the.ask, the.space.id, noor);
			const results = [];
			for (let i = 0; i < 5; i++)
				results.push(
					...(await push(
						the.ask,
						the.space,
						noor,
						Array.from({ length: 220 }, () => [2, caseKey()])
					))
				);
			expect(results.filter(([code]) => code === STORED)).toHaveLength(1000);
			expect(results.at(-1)).toEqual([REFUSED, 'space-full']);
		});

		it('drops what was shredded, and never stores it again', async () => {
			await the.begin();
			const ref = randomBytes(16);
			const key = caseKey(ref);
			const made = await entries(the.space, the.awa, 4);
			await push(the.ask, the.space, the.awa, [[2, key], ...asItems(made.slice(0, 3))]);
			const blob = randomBytes(16);
			const body = {
				ref,
				entries: [[the.awa.id, [[2, 2] as [number, number], [4, 4] as [number, number]]]] as [
					typeof ref,
					[number, number][]
				][],
				blobs: [blob],
				note: randomBytes(540)
			};
			const op = await signed(the.space.team, the.awa, 'shred', body);
			expect(await append(the.ask, the.space, the.awa, [{ op }])).toMatchObject({ status: 200 });
			const kinds = async () => (await pullAll(the.ask, the.space, the.awa)).items.map(([kind]) => kind);
			expect(await kinds()).toEqual([0, 1, 0]);
			expect(await push(the.ask, the.space, the.awa, [[2, key], ...asItems(made)])).toEqual(
				Array(5).fill([THERE, null])
			);
			expect(await kinds()).toEqual([0, 1, 0, 1]);
			const dropped = (await pullAll(the.ask, the.space, the.awa)).items[3]!;
			const whole = readEntry(made[3]!.bytes)!;
			expect(dropped).toEqual([1, whole.headerBytes, expect.any(Uint8Array), whole.sig]);
		});

		it('gives a role what is its own', async () => {
			await the.begin();
			const reader = await the.joined('reader');
			expect(await call(the.ask, 'join/asked', { space: the.space.id, invite: ZERO }, reader)).toMatchObject({
				error: 'not-allowed'
			});
			// Checkpoints are entries too: which kind one is, a server cannot see.
			expect(await push(the.ask, the.space, reader, asItems([await entry(the.space, reader)]))).toEqual([
				[STORED, null]
			]);

			const put = partRequest('PUT', the.space, reader, randomBytes(16), 0, randomBytes(9));
			expect((await the.ask(put)).status).toBe(403);
		});
	});
}
