/** What is pushed comes back, once, in order. */
import { describe, expect, it } from 'vitest';
import { randomBytes, type Bytes } from '../../../src/lib/crypto/suite.ts';
import { GAP, OTHER, REFUSED, STORED, THERE } from '../../../src/lib/sync/protocol/index.ts';
import {
	alone,
	asItems,
	call,
	caseKey,
	entries,
	entry,
	hole,
	join,
	phone,
	pullAll,
	push,
	right,
	ZERO
} from '../scene.ts';
import type { Begun } from './begun.ts';

export function pushingAndPulling(the: Begun): void {
	describe('pushing and pulling', () => {
		it('stores, gives back the same bytes in order, and takes them again without effect', async () => {
			await the.begin();
			const made = await entries(the.space, the.awa, 5);
			const key = caseKey();
			const items = [[2, key] as [2, typeof key], ...asItems(made)];
			expect(await push(the.ask, the.space, the.awa, items)).toEqual(items.map(() => [STORED, null]));
			expect(await push(the.ask, the.space, the.awa, items)).toEqual(items.map(() => [THERE, null]));
			expect((await pullAll(the.ask, the.space, the.awa)).items).toEqual(items);
			const { cursor } = await pullAll(the.ask, the.space, the.awa);
			expect((await pullAll(the.ask, the.space, the.awa, cursor)).items).toEqual([]);
			await push(the.ask, the.space, the.awa, asItems([await entry(the.space, the.awa)]));
			expect((await pullAll(the.ask, the.space, the.awa, cursor)).items).toHaveLength(1);
		});

		it('says how far a pull goes, and how far the space does', async () => {
			await the.begin();
			const made = await entries(the.space, the.awa, 24, 'x'.repeat(60_000));
			for (let i = 0; i < made.length; i += 8) await push(the.ask, the.space, the.awa, asItems(made.slice(i, i + 8)));
			let [cursor, at, seen] = [ZERO, 0, 0];
			for (let more = true; more;) {
				const { spaces } = await right(the.ask, 'pull', { spaces: [[the.space.id, cursor]], want: [] }, the.awa);
				const [, , next, left, items, [to, last]] = spaces[0]!;
				seen += items.length;
				expect([to, last]).toEqual([at + items.length, made.length]);
				[cursor, at, more] = [next, to, left];
			}
			expect([at, seen]).toEqual([made.length, made.length]);
		});

		it('says where there is a gap, what is there under another hash, and lets other devices go on', async () => {
			await the.begin();
			const noor = await the.joined();
			const [one, two, three] = await entries(the.space, the.awa, 3);
			const [theirs] = await entries(the.space, noor, 1);
			expect(await push(the.ask, the.space, the.awa, asItems([one!, three!, two!, theirs!]))).toEqual([
				[STORED, null],
				[GAP, 1],
				[GAP, 1],
				[STORED, null]
			]);
			// The same number once more, signed by a clone of the phone.
			Object.assign(the.awa, { seq: 0, last: new Uint8Array(32) });
			const clone = await entry(the.space, the.awa, 'another');
			expect(await push(the.ask, the.space, the.awa, asItems([clone]))).toEqual([[OTHER, one!.hash]]);
			const another = await entry(the.space, the.awa, 'goes on from the clone');
			expect(await push(the.ask, the.space, the.awa, asItems([another, two!]))).toEqual([
				[REFUSED, 'differs'],
				[GAP, 1]
			]);
			expect(await push(the.ask, the.space, the.awa, asItems([two!, three!]))).toEqual([
				[STORED, null],
				[STORED, null]
			]);
		});

		it('refuses an item that is not signed by its device, alone or in a run, and only from there on', async () => {
			await the.begin();
			const noor = await the.joined();
			const [one, two, three] = await entries(the.space, the.awa, 3);
			const bent = (bytes: Uint8Array<ArrayBuffer>) =>
				bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
			expect(
				await push(the.ask, the.space, the.awa, asItems([one!, { ...two!, bytes: bent(two!.bytes) }, three!]))
			).toEqual([
				[STORED, null],
				[REFUSED, 'bad-proof'],
				[GAP, 1]
			]);
			expect(
				await push(the.ask, the.space, the.awa, asItems([two!, { ...three!, bytes: bent(three!.bytes) }]))
			).toEqual([
				[STORED, null],
				[REFUSED, 'bad-proof']
			]);
			const stranger = await phone();
			const foreign = await entry(the.space, stranger);
			const other = await alone(await phone());
			const elsewhere = await entry(other, noor);
			expect(
				await push(the.ask, the.space, noor, [...asItems([foreign, elsewhere]), [0, Uint8Array.of(1, 2)], [2, ZERO]])
			).toEqual([
				[REFUSED, 'not-member'],
				[REFUSED, 'malformed'],
				[REFUSED, 'malformed'],
				[REFUSED, 'malformed']
			]);
		});

		it('takes a valid entry from whoever brings it', async () => {
			await the.begin();
			const noor = await the.joined();
			const made = await entries(the.space, the.awa, 2);
			expect(await push(the.ask, the.space, noor, asItems(made))).toEqual([
				[STORED, null],
				[STORED, null]
			]);
			expect(await push(the.ask, the.space, the.awa, asItems(made))).toEqual([
				[THERE, null],
				[THERE, null]
			]);
		});

		it('goes on after a hole, and has one word for a number', async () => {
			await the.begin();
			const [one, two, three, four] = await entries(the.space, the.awa, 4);
			const lost = await hole(the.space, the.awa, 2, 3, three!.hash);
			expect(await push(the.ask, the.space, the.awa, [...asItems([one!]), lost, ...asItems([four!])])).toEqual([
				[STORED, null],
				[STORED, null],
				[STORED, null]
			]);
			expect(await push(the.ask, the.space, the.awa, [lost])).toEqual([[THERE, null]]);
			expect((await push(the.ask, the.space, the.awa, asItems([two!])))[0]![0]).toBe(OTHER);
			const gaps = await right(
				the.ask,
				'pull',
				{ spaces: [[the.space.id, ZERO]], want: [[the.space.id, the.awa.id, 2, 2]] },
				the.awa
			);
			expect(gaps.spaces[0]![4].filter(([kind]) => kind === 3)).toHaveLength(2);
		});

		it('keeps each case key under a reference once, since it cannot know which was declared', async () => {
			await the.begin();
			const ref = randomBytes(16);
			const [first, second] = [caseKey(ref), caseKey(ref)];
			expect(await push(the.ask, the.space, the.awa, [[2, first]])).toEqual([[STORED, null]]);
			const both: [2, Bytes][] = [
				[2, second],
				[2, second],
				[2, first]
			];
			expect(await push(the.ask, the.space, the.awa, both)).toEqual([
				[STORED, null],
				[THERE, null],
				[THERE, null]
			]);
			const { items } = await pullAll(the.ask, the.space, the.awa);
			expect(items).toEqual([
				[2, first],
				[2, second]
			]);
		});

		it('asks for gaps by number, and answers what it has', async () => {
			await the.begin();
			const made = await entries(the.space, the.awa, 6);
			await push(the.ask, the.space, the.awa, asItems(made));
			const { cursor } = await pullAll(the.ask, the.space, the.awa);
			const want: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, number, number][] = [
				[the.space.id, the.awa.id, 2, 4]
			];
			const { spaces } = await right(the.ask, 'pull', { spaces: [[the.space.id, cursor]], want }, the.awa);
			expect(spaces[0]![4]).toEqual(asItems(made.slice(1, 4)));
			expect(spaces[0]![2]).toEqual(cursor);
		});

		it('splits what does not go into one reply, and never tears it', async () => {
			await the.begin();
			const made = await entries(the.space, the.awa, 24, 'x'.repeat(60_000));
			for (let i = 0; i < made.length; i += 8) await push(the.ask, the.space, the.awa, asItems(made.slice(i, i + 8)));
			const { spaces } = await right(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, the.awa);
			expect(spaces[0]![3]).toBe(true);
			expect(spaces[0]![4].length).toBeGreaterThan(8);
			expect((await pullAll(the.ask, the.space, the.awa)).items).toEqual(asItems(made));
		});

		it('knows no cursor of another generation', async () => {
			await the.begin();
			expect(
				await call(the.ask, 'pull', { spaces: [[the.space.id, randomBytes(16)]], want: [] }, the.awa)
			).toMatchObject({
				status: 410,
				error: 'cursor-unknown'
			});
		});

		it('knows no cursor beyond the last number: what it gave was in a database that was put back since', async () => {
			await the.begin();
			await push(the.ask, the.space, the.awa, asItems(await entries(the.space, the.awa, 2)));
			const pulled = async (cursor: Bytes) =>
				call(the.ask, 'pull', { spaces: [[the.space.id, cursor]], want: [] }, the.awa);
			const first = await right(the.ask, 'pull', { spaces: [[the.space.id, ZERO]], want: [] }, the.awa);
			const cursor = first.spaces[0]![2];
			expect(await pulled(cursor)).toMatchObject({ status: 200 });
			const beyond = cursor.slice();
			beyond[15]! += 1;
			expect(await pulled(beyond)).toMatchObject({ status: 410, error: 'cursor-unknown' });
		});

		it('numbers what many push at once so that a cursor never passes what is not there yet', async () => {
			await the.begin();
			const phones = [the.awa, ...(await Promise.all(Array.from({ length: 5 }, () => phone())))];
			for (const one of phones.slice(1)) await join(the.ask, the.space, the.awa, one);
			const nodes = the.engine === 'postgres' ? [the.ask, the.world.node(), the.world.node()] : [the.ask];
			const seen: unknown[] = [];
			let pushing = true;
			const watching = (async () => {
				let cursor = ZERO;
				while (pushing) {
					const pulled = await pullAll(nodes[0]!, the.space, the.awa, cursor);
					cursor = pulled.cursor;
					seen.push(...pulled.items);
					// Not so often that it must wait.
					await new Promise((resolve) => setTimeout(resolve, 20));
					the.world.pass(100);
				}
				seen.push(...(await pullAll(nodes[0]!, the.space, the.awa, cursor)).items);
			})();
			await Promise.all(
				phones.map(async (one, i) => {
					for (let round = 0; round < 5; round++)
						await push(nodes[i % nodes.length]!, the.space, one, asItems(await entries(the.space, one, 1 + (i % 3))));
				})
			);
			pushing = false;
			await watching;
			const all = await pullAll(the.ask, the.space, the.awa);
			expect(seen).toEqual(all.items);
			expect(all.items).toHaveLength(5 * (1 + 2 + 3) * 2);
		});
	});
}
