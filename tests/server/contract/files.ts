/** Files in parts, and the packs that are made of them. */
import { describe, expect, it } from 'vitest';
import { DOMAINS } from '../../../src/lib/server/verify.ts';
import { framed, randomBytes, sha256, sign, type Bytes } from '../../../src/lib/crypto/suite.ts';
import { toCbor } from '../../../src/lib/domain/cbor.ts';
import { purge } from '../../../src/lib/server/purge.ts';
import { MAX_BLOB_PART } from '../../../src/lib/sync/protocol/index.ts';
import {
	append,
	asItems,
	call,
	entries,
	login,
	partRequest,
	pullAll,
	push,
	right,
	signed,
	type Phone
} from '../scene.ts';
import type { Begun } from './begun.ts';

const DAY = 86_400_000;

export function files(the: Begun): void {
	const put = async (by: Phone, blob: Bytes, part: number, bytes: Bytes) =>
		(await the.ask(partRequest('PUT', the.space, by, blob, part, bytes))).status;
	const get = async (by: Phone, blob: Bytes, part: number) => the.ask(partRequest('GET', the.space, by, blob, part));
	/** A small file, finished. */
	const stored = async (bytes = randomBytes(600)): Promise<{ blob: Bytes; hash: Bytes }> => {
		const blob = randomBytes(16);
		const hash = await sha256(bytes);
		await put(the.awa, blob, 0, bytes);
		await right(the.ask, 'blob/finish', { space: the.space.id, blob, stored: bytes.length, hash }, the.awa);
		return { blob, hash };
	};

	describe('files', () => {
		it('come in parts, in any order, each once, and are given when their hash is known to be right', async () => {
			await the.begin();
			const blob = randomBytes(16);
			const whole = new Uint8Array(MAX_BLOB_PART + 1000).map((_, i) => i % 251);
			const [first, second] = [whole.slice(0, MAX_BLOB_PART), whole.slice(MAX_BLOB_PART)];
			const finish = async (stored = whole.length, hash?: Bytes) =>
				call(
					the.ask,
					'blob/finish',
					{ space: the.space.id, blob, stored, hash: hash ?? (await sha256(whole)) },
					the.awa
				);
			expect(await finish()).toMatchObject({ error: 'unknown' });
			expect(await put(the.awa, blob, 1, second)).toBe(200);
			expect(await finish(second.length, await sha256(second))).toMatchObject({ error: 'differs' });
			expect(await put(the.awa, blob, 0, first)).toBe(200);
			expect(await put(the.awa, blob, 0, first)).toBe(200);
			expect(await put(the.awa, blob, 0, second)).toBe(409);
			const have = { space: the.space.id, blob };
			expect(await right(the.ask, 'blob/have', have, the.awa)).toMatchObject({ have: [0, 1], done: false });
			expect((await get(the.awa, blob, 0)).status).toBe(404);
			expect(await finish(whole.length, randomBytes(32))).toMatchObject({ error: 'differs' });
			expect(await finish()).toMatchObject({ status: 200 });
			expect(await finish()).toMatchObject({ status: 200 });
			expect(await put(the.awa, blob, 2, second)).toBe(409);
			const noor = await the.joined('reader');
			const given = await Promise.all([get(noor, blob, 0), get(noor, blob, 1)]);
			const bytes = await Promise.all(given.map(async (one) => new Uint8Array(await one.arrayBuffer())));
			expect(Buffer.compare(Buffer.concat(bytes), whole)).toBe(0);
			expect((await get(noor, blob, 2)).status).toBe(404);
		});

		it('go with a shred, and after two days where they were never finished', async () => {
			await the.begin();
			const { blob } = await stored();
			const begun = randomBytes(16);
			await put(the.awa, begun, 0, randomBytes(700));
			const body = {
				ref: randomBytes(16),
				entries: [[the.awa.id, [[1, 1]]]] as [Bytes, [number, number][]][],
				blobs: [blob],
				note: randomBytes(540)
			};
			const op = await signed(the.space.team, the.awa, 'shred', body);
			expect(await append(the.ask, the.space, the.awa, [{ op }])).toMatchObject({ status: 200 });
			expect((await get(the.awa, blob, 0)).status).toBe(404);
			the.world.pass(2 * DAY);
			expect((await purge(the.world.context)).blobs).toBe(0);
			the.world.pass(DAY);
			expect((await purge(the.world.context)).blobs).toBe(1);
			await login(the.ask, the.space.id, the.awa);
			const left = await right(the.ask, 'blob/have', { space: the.space.id, blob: begun }, the.awa);
			expect(left.have).toEqual([]);
			const row = await the.world.context.database.db.selectFrom('space').select('blob_bytes').executeTakeFirst();
			expect(row?.blob_bytes).toBe(0);
		});
	});

	describe('packs', () => {
		it('are countersigned once by each, and stand for their entries when enough have and a month has gone', async () => {
			await the.begin();
			const noor = await the.joined();
			await push(the.ask, the.space, the.awa, asItems(await entries(the.space, the.awa, 3)));
			const { blob, hash } = await stored();
			const ends = [[the.awa.id, 2, await hashAt(2)]];
			const statement = toCbor([1, the.space.id, blob, hash, null, ends]);
			const signBy = async (by: Phone, said = statement) => ({
				space: the.space.id,
				statement: said,
				sig: await sign(by.device.signingKey, framed(DOMAINS.pack, said))
			});
			expect(await call(the.ask, 'pack', await signBy(noor), the.awa)).toMatchObject({ error: 'bad-proof' });
			const elsewhere = toCbor([1, the.space.id, randomBytes(16), hash, null, ends]);
			expect(await call(the.ask, 'pack', await signBy(the.awa, elsewhere), the.awa)).toMatchObject({
				error: 'unknown'
			});
			const first = await signBy(the.awa);
			expect((await right(the.ask, 'pack', first, the.awa)).signed).toBe(1);
			expect((await right(the.ask, 'pack', first, the.awa)).signed).toBe(1);
			the.world.pass(32 * DAY);
			await login(the.ask, the.space.id, the.awa);
			await login(the.ask, the.space.id, noor);
			expect((await purge(the.world.context)).packed).toBe(0);
			expect((await right(the.ask, 'pack', await signBy(noor), noor)).signed).toBe(2);
			const { packs } = await right(the.ask, 'packs', { space: the.space.id }, noor);
			expect(packs.map(([said, sigs]) => [said, sigs.length])).toEqual([[statement, 2]]);
			expect((await purge(the.world.context)).packed).toBe(1);
			expect((await pullAll(the.ask, the.space, noor)).items.map(([kind]) => kind)).toEqual([1, 1, 0]);
			expect((await purge(the.world.context)).packed).toBe(0);
		});
	});

	async function hashAt(seq: number): Promise<Bytes> {
		const { db } = the.world.context.database;
		const row = await db.selectFrom('item').select('hash').where('seq', '=', seq).executeTakeFirstOrThrow();
		return row.hash;
	}
}
