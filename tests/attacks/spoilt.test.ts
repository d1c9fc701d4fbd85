/**
 * Bytes that whoever holds the right keys has made not quite as they should be, against each reader alone: whatever is too long, too
 * short, missing, of another type, or not the only way to write it, is none (`docs/protocol.md`, 14; `docs/formats.md`).
 */
import { describe, expect, it } from 'vitest';
import { createCaseKey, openCaseKey } from '../../src/lib/crypto/case-key.ts';
import { openAsked, sealAsked } from '../../src/lib/crypto/ceremony.ts';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { MAX_ENTRY_BYTES, NO_PREVIOUS, parseEntry, sealEntry } from '../../src/lib/crypto/envelope.ts';
import { auditEnvelopes, listEnvelopes } from '../../src/lib/crypto/epoch.ts';
import { openChunk, readSpaceChunk, sealChunk, type PackedContent } from '../../src/lib/crypto/pack.ts';
import { openShredNote, sealShredNote, type ShredNote } from '../../src/lib/crypto/shred-note.ts';
import { openSnapshot, sealSnapshot } from '../../src/lib/crypto/snapshot.ts';
import { createSpace } from '../../src/lib/crypto/space.ts';
import {
	concat,
	deriveSealKey,
	randomBytes,
	seal,
	sha256,
	type Bytes,
	type SealKey
} from '../../src/lib/crypto/suite.ts';
import { fromCbor, toCbor } from '../../src/lib/domain/cbor.ts';
import { pad } from '../../src/lib/domain/padding.ts';
import { z } from '../../src/lib/domain/zod.ts';
import {
	MAX_BODY_CONTENT,
	MAX_DEPTH,
	MAX_ENVELOPE_LIST,
	MAX_OPERATION,
	readBody,
	readCaseKey,
	readEntry,
	readFrame,
	readHeader,
	readHole,
	readMessage,
	readRecipients,
	readStatement,
	writeMessage,
	type OperationType
} from '../../src/lib/sync/protocol/index.ts';
import { spoilt } from '../support/spoilt.ts';

const [id, hash, sig] = [randomBytes(16), randomBytes(32), randomBytes(64)];
const START = 1_790_000_000_000;

/** Asks `read` about every spoilt form of what is right, but those that are right too, and about the right one with a byte behind it. */
async function refuses(right: unknown, read: (bytes: Bytes) => unknown, ...rightToo: readonly string[]): Promise<void> {
	expect(await read(toCbor(right))).not.toBeNull();
	const taken: string[] = [];
	for (const [what, wrong] of spoilt(right)) if ((await read(toCbor(wrong))) !== null) taken.push(what);
	expect(taken).toEqual(rightToo);
	expect(await read(concat(toCbor(right), new Uint8Array(1)))).toBeNull();
}

async function phone() {
	const { device } = await createDevice();
	const { space } = await createSpace(device, [START, 0]);
	const { caseKey, wrapped } = await createCaseKey(space.epoch, space.id, id);
	return { device, space, caseKey, wrapped };
}

describe('A09, A28: spoilt', () => {
	it('A09, A28: an entry, and its header under the right length', async () => {
		const { device, space, caseKey } = await phone();
		const place = { space: space.id, device: device.id, seq: 1, prev: NO_PREVIOUS, epoch: 1, membership: space.head };
		const keys = { epochKey: space.epoch.key, caseKey, signingKey: device.signingKey };
		const value = fromCbor((await sealEntry(keys, place, new Uint8Array(9))).bytes) as [Bytes, Bytes, Bytes];
		await refuses(value, readEntry);
		await refuses(value, parseEntry);
		const header = fromCbor(value[0]) as unknown[];
		const under = (bytes: Bytes) => toCbor([bytes, value[1], value[2]]);
		await refuses(header, readHeader);
		await refuses(header, (bytes) => readEntry(under(bytes)));
		await refuses(header, (bytes) => parseEntry(under(bytes)));
		const counted = [0, 1, 4, 6, 8];
		const wrong: (readonly [at: number, value: unknown])[] = counted.map((at) => [at, 2 ** 48 + 1]);
		wrong.push([0, 2], [1, 2], [4, 0], [5, hash], [7, [2 ** 48 + 1, hash]], [8, value[1].length + 1]);
		for (const [at, other] of wrong) {
			const bytes = toCbor(header.with(at, other));
			expect([at, readEntry(under(bytes)), await parseEntry(under(bytes))]).toEqual([at, null, null]);
		}
		// A second one has something before it, whatever it is.
		const second = toCbor(header.with(4, 2).with(5, hash));
		expect([readEntry(under(second))?.header.seq, (await parseEntry(under(second)))?.header.seq]).toEqual([2, 2]);
	});

	it('A28: an entry above its limit, whole or in a part', async () => {
		const header = (length: number) => toCbor([1, 1, id, id, 1, NO_PREVIOUS, 1, [1, hash], length]);
		const of = (length: number) => toCbor([header(length), new Uint8Array(length), sig]);
		const most = MAX_ENTRY_BYTES - of(MAX_ENTRY_BYTES).length + MAX_ENTRY_BYTES;
		expect(of(most).length).toBe(MAX_ENTRY_BYTES);
		for (const read of [readEntry, parseEntry]) {
			expect(await read(of(most))).not.toBeNull();
			expect(await read(of(most + 1))).toBeNull();
		}
	});

	it('A09: a hole, a case key as a server reads it, what is said of a pack, a list of envelopes', async () => {
		await refuses([1, id, id, 3, 5, hash], readHole);
		for (const [from, to] of [
			[0, 1],
			[5, 3],
			[1, 10_001],
			[1, 2 ** 48 + 1]
		])
			expect(readHole(toCbor([1, id, id, from, to, hash]))).toBeNull();
		expect(readHole(toCbor([1, id, id, 1, 10_000, hash]))).not.toBeNull();
		expect(readHole(toCbor([2, id, id, 3, 5, hash]))).toBeNull();
		await refuses([1, 1, id, randomBytes(12), randomBytes(64)], readCaseKey);
		expect(readCaseKey(toCbor([2, 1, id, randomBytes(12), randomBytes(64)]))).toBeNull();
		await refuses([1, id, id, hash, hash, [[id, 1, hash]]], readStatement, '.4 null');
		const list = (devices: number) => toCbor(Array.from({ length: devices }, () => [id, hash, randomBytes(48)]));
		await refuses([[id, hash, randomBytes(48)]], readRecipients, ' without 0');
		expect([list(642).length <= MAX_ENVELOPE_LIST, list(643).length <= MAX_ENVELOPE_LIST]).toEqual([true, false]);
		expect([readRecipients(list(642))?.length, readRecipients(list(643))]).toEqual([642, null]);
	});

	it('A28: the frame of an operation, and the body of each type', async () => {
		const frame = {
			v: 1,
			suite: 1,
			space: id,
			n: 3,
			prev: hash,
			type: 'policy',
			by: id,
			hlc: [START, 0],
			body: new Uint8Array(9)
		};
		const framed = (bytes: Bytes) => {
			const read = readFrame(bytes);
			return typeof read === 'string' ? null : read;
		};
		const { body: _, ...clear } = frame;
		await refuses(
			clear,
			(bytes) => framed(toCbor({ ...(fromCbor(bytes) as object), body: 1 })),
			'.space null',
			'.prev null'
		);
		for (const other of [null, 'v', ['v'], 2, { v: 1 }, { v: '2' }, { v: 1.5 }, { v: NaN }, { suite: '2' }])
			expect([other, readFrame(toCbor(other))]).toEqual([other, 'malformed']);
		for (const other of [{ v: 2 }, { suite: 2 }, { ...frame, v: 9 }]) expect(readFrame(toCbor(other))).toBe('newer');
		const long = (length: number) => readFrame(toCbor({ ...frame, body: new Uint8Array(length) }));
		const most = MAX_OPERATION - toCbor({ ...frame, body: new Uint8Array(MAX_OPERATION) }).length + MAX_OPERATION;
		expect([typeof long(most), long(most + 1)]).toEqual(['object', 'malformed']);

		const device = { sig: hash, kem: hash, courier: null };
		const bodies: [OperationType, unknown, ...string[]][] = [
			['genesis', { parent: id, salt: id, member: id, role: 'admin', device }, '.parent null'],
			['epoch', { epoch: 2, head: [1, hash], commit: hash, envelopes: hash, link: randomBytes(60) }, '.link null'],
			['invite', { invite: id, role: 'worker', until: START }],
			['revoke', { invite: id }],
			[
				'join',
				{ member: id, role: 'worker', device, invite: id, above: [1, hash], epoch: 1, enc: hash, ct: randomBytes(48) },
				'.invite null',
				'.above null'
			],
			['remove', { ends: [[id, 1, hash]], why: 0, above: [1, hash] }, '.above null'],
			['role', { member: id, role: 'reader', ends: [[id, 1, hash]] }, '.ends without 0'],
			['courier', { courier: hash }, '.courier null'],
			['policy', { courier: true, shred: 'admins', renew: 60 }],
			['retention', { months: 12, notice: 30 }, '.months null'],
			[
				'shred',
				{ ref: id, entries: [[id, [[1, 2]]]], blobs: [id], note: randomBytes(540) },
				'.blobs without 0',
				'.note longer'
			]
		];
		for (const [type, body, ...rightToo] of bodies)
			await refuses(body, (bytes) => readBody(type, fromCbor(bytes)), ...rightToo);
	});

	it('A28: a body that weighs or nests more than it may', () => {
		const anything = z.unknown();
		const nested = (depth: number, inner: unknown) => {
			let value = inner;
			for (let i = 0; i < depth; i++) value = [value];
			return writeMessage(value);
		};
		for (const inner of [1, null, 'x', new Uint8Array(2), []]) {
			const own = Array.isArray(inner) ? 1 : 0;
			expect(readMessage(anything, nested(MAX_DEPTH - own, inner))).not.toBeNull();
			expect(readMessage(anything, nested(MAX_DEPTH + 1 - own, inner))).toBeNull();
		}
		// Deep in one place of many, in a map too.
		const deep = fromCbor(toCbor(Array.from({ length: MAX_DEPTH }).reduce((value) => [value], 1)));
		expect(readMessage(anything, writeMessage([1, { a: 1, b: deep }, 2]))).toBeNull();
		const weighing = (bytes: number) => writeMessage(new Uint8Array(bytes - 3));
		expect(readMessage(anything, weighing(1000), 1000)).not.toBeNull();
		expect(readMessage(anything, weighing(1001), 1000)).toBeNull();
		expect(readMessage(anything, pad(toCbor(new Uint8Array(MAX_BODY_CONTENT))))).toBeNull();
	});

	it('A09: a case key, envelopes, a chunk of a pack, a note, a snapshot, a request to join', async () => {
		const { device, space, caseKey, wrapped } = await phone();
		await refuses(fromCbor(wrapped), (bytes) => openCaseKey(() => space.epoch.key, space.id, bytes));

		const { list } = await listEnvelopes([{ device: id, enc: hash, ct: randomBytes(48) }]);
		await refuses(fromCbor(list), async (bytes) => auditEnvelopes(bytes, await sha256(bytes), [id]));

		const contents: readonly PackedContent[] = [[id, 1, randomBytes(9)]];
		await refuses(contents, (bytes) => readSpaceChunk([2, pad(bytes)]), ' without 0', '.0.2 shorter', '.0.2 longer');
		const chunk = await sealChunk(caseKey, space.id, contents);
		expect(await openChunk(caseKey, space.id, chunk)).toEqual(contents);

		const sealedUnder = async (key: SealKey, plain: Bytes, place: unknown[]) => {
			const iv = randomBytes(12);
			return concat(iv, await seal(key, iv, plain, toCbor(place)));
		};
		const note: ShredNote = { case: id, reason: 'a', basis: 'b', by: id };
		expect(
			await openShredNote(space.epoch.key, space.id, id, await sealShredNote(space.epoch.key, space.id, id, note))
		).toEqual(note);
		const noteKey = await deriveSealKey(space.epoch.key, id, DOMAINS.shred);
		await refuses({ v: 1, ...note }, async (bytes) => {
			const sealed = await sealedUnder(noteKey, pad(bytes), [DOMAINS.shred, 1, space.id, id]);
			return openShredNote(space.epoch.key, space.id, id, sealed);
		});

		const snapshot = await sealSnapshot(caseKey, space.id, randomBytes(9));
		await refuses(fromCbor(snapshot), (bytes) => openSnapshot(caseKey, space.id, bytes));

		const team = { space: space.id, genesis: space.heads[0]!.hash };
		expect(await openAsked(id, team, await sealAsked(id, team, device.public))).toEqual(device.public);
	});
});
