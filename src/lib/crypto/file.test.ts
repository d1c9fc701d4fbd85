import { base64nopad } from '@scure/base';
import { Encrypter, Stanza } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padme } from '../domain/padding.ts';
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { openFile, pieces, sealFile, storedSize } from './file.ts';
import { concat, deriveSealKey, importSecret, randomBytes, seal, sealStream, type Bytes } from './suite.ts';

const CHUNK = 64 * 1024 + 16;
const HEADER = 159;
const placeOf = (length: number) => ({
	space: randomBytes(16),
	caseId: randomBytes(16),
	blob: randomBytes(16),
	length
});

async function whole(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
	const all: Uint8Array[] = [];
	for await (const piece of pieces(stream)) all.push(piece);
	return concat(...all);
}
const streamOf = (bytes: Uint8Array) => new Blob([bytes as Bytes]).stream();

describe('a file', () => {
	it('opens to what it was, and is as large as its length says', async () => {
		for (const length of [0, 1, 4095, 4096, 4097, 65_536, 65_537, 200_000, 4_500_000]) {
			const [key, place, content] = [randomBytes(32), placeOf(length), new Uint8Array(length).map((_, i) => i % 251)];
			const stored = await whole(await sealFile(key, place, content));
			expect(stored.length).toBe(storedSize(length));
			expect(Buffer.compare((await openFile(key, place, streamOf(stored)))!, content)).toBe(0);
		}
	});

	it('is an age file that only its key, its place and its length open', async () => {
		const [key, place, content] = [randomBytes(32), placeOf(5000), randomBytes(5000)];
		const stored = await whole(await sealFile(key, place, content));
		expect(new TextDecoder().decode(stored.subarray(0, 33))).toBe('age-encryption.org/v1\n-> repit/v1');
		for (const other of [
			{ ...place, space: randomBytes(16) },
			{ ...place, caseId: randomBytes(16) },
			{ ...place, caseId: null },
			{ ...place, blob: randomBytes(16) },
			{ ...place, length: 4999 },
			{ ...place, length: 5001 }
		])
			expect(await openFile(key, other, streamOf(stored))).toBeNull();
		expect(await openFile(randomBytes(32), place, streamOf(stored))).toBeNull();
	});

	it('A10: does not open cut at a border, with chunks doubled, in another order or of another file', async () => {
		const [key, place] = [randomBytes(32), placeOf(180_000)];
		const seal = async () =>
			whole(
				await sealFile(
					key,
					place,
					new Uint8Array(180_000).map((_, i) => i % 241)
				)
			);
		const [stored, older] = [await seal(), await seal()];
		const chunk = (bytes: Uint8Array, i: number) => bytes.subarray(HEADER + i * CHUNK, HEADER + (i + 1) * CHUNK);
		const header = stored.subarray(0, HEADER);
		const [a, b, c] = [chunk(stored, 0), chunk(stored, 1), chunk(stored, 2)];
		expect(await openFile(key, place, streamOf(concat(header, a, b, c)))).not.toBeNull();
		for (const bad of [
			concat(header, a, b),
			concat(header, b, a, c),
			concat(header, a, a, b, c),
			concat(header, a, b, c, c),
			concat(header, a, chunk(older, 1), c),
			concat(header, a, b, c, new Uint8Array(1)),
			older.subarray(0, HEADER)
		])
			expect(await openFile(key, place, streamOf(bad))).toBeNull();
	});

	it('A10: does not open where who has its key has made it otherwise than a file is made', async () => {
		const [key, place] = [randomBytes(32), placeOf(5000)];
		const wrapping = await deriveSealKey(await importSecret(key), place.blob, DOMAINS.attachment);
		const associated = toCbor([DOMAINS.attachment, 1, place.space, place.caseId, place.blob, place.length]);
		const made = async (content: Uint8Array, args = (iv: string) => ['repit/v1', iv], keyBytes = 16) =>
			whole(
				await sealStream(streamOf(content), async (fileKey) => {
					const iv = randomBytes(12);
					const body = await seal(wrapping, iv, concat(fileKey, fileKey).slice(0, keyBytes), associated);
					return { args: args(base64nopad.encode(iv)), body };
				})
			);
		const right = concat(randomBytes(5000), new Uint8Array(padme(5000) - 5000));
		expect(await openFile(key, place, streamOf(await made(right)))).toEqual(right.subarray(0, 5000));
		for (const [what, bad] of [
			['of another kind', await made(right, (iv) => ['repit/v2', iv])],
			['with a word more', await made(right, (iv) => ['repit/v1', iv, 'x'])],
			['with a word less', await made(right, () => ['repit/v1'])],
			['with a key too short', await made(right, undefined, 15)],
			['with a key too long', await made(right, undefined, 17)],
			['shorter', await made(right.subarray(0, -1))],
			['longer', await made(concat(right, new Uint8Array(1)))],
			['with something behind its end', await made(right.with(-1, 1))]
		] as const)
			expect([what, await openFile(key, place, streamOf(bad))]).toEqual([what, null]);
		// Its key twice: for whom else is not known.
		const encrypter = new Encrypter();
		const iv = randomBytes(12);
		encrypter.addRecipient({
			wrapFileKey: async (fileKey) => {
				const args = ['repit/v1', base64nopad.encode(iv)];
				const body = await seal(wrapping, iv, fileKey, associated);
				return [new Stanza(args, body), new Stanza(args, body)];
			}
		});
		const twice = concat(await encrypter.encrypt(right));
		expect(await openFile(key, place, streamOf(twice))).toBeNull();
		await expect(sealFile(key, place, new Uint8Array(4999))).rejects.toThrow();
	});

	it('does not open with any bit changed', { timeout: 60_000 }, async () => {
		const [key, place] = [randomBytes(32), placeOf(5000)];
		const stored = await whole(await sealFile(key, place, randomBytes(5000)));
		await fc.assert(
			fc.asyncProperty(fc.nat(stored.length - 1), fc.nat(7), async (at, bit) => {
				const bad = stored.slice();
				bad[at]! ^= 1 << bit;
				expect(await openFile(key, place, streamOf(bad))).toBeNull();
			}),
			{ numRuns: 60 }
		);
	});
});
