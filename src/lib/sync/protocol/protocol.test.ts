/** The forms that cross the network: one encoding each, limits before decoding, and the same bytes as the vault writes. */
import { bech32m } from '@scure/base';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDevice } from '../../crypto/device.ts';
import { NO_PREVIOUS, sealEntry } from '../../crypto/envelope.ts';
import { createSpace } from '../../crypto/space.ts';
import { fromCbor, toCbor } from '../../domain/cbor.ts';
import { padme, unpad } from '../../domain/padding.ts';
import {
	BODY_TYPE,
	ErrorReply,
	ERRORS,
	GAP,
	isErrorCode,
	MAX_BLOB,
	MAX_BLOB_PART,
	MAX_BODY,
	MAX_BODY_CONTENT,
	MAX_CIRCLES,
	MAX_DEPTH,
	MAX_DEVICES,
	MAX_ENDS,
	MAX_ENVELOPE_LIST,
	MAX_ITEMS_SENT,
	MAX_OPEN_INVITES,
	MAX_OPERATION,
	MAX_OPERATIONS_SENT,
	MAX_RANGES,
	MAX_SHRED_BLOBS,
	MESSAGES,
	OTHER,
	PulledItem,
	PushedItem,
	readBody,
	readCode,
	readEntry,
	readFrame,
	readHeader,
	readHole,
	readMessage,
	REFUSED,
	STORED,
	THERE,
	writeCode,
	writeMessage,
	type Code
} from './index.ts';

const bytesOf = (length: number) =>
	fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => new Uint8Array(bytes));
const page = readFileSync('docs/protocol.md', 'utf8').replaceAll(/\s+/g, ' ');

describe('an operation', () => {
	it('of a phone with no team is read as it stands on its disk', async () => {
		const { device } = await createDevice();
		const { space } = await createSpace(device, [1_790_000_000_000, 0]);
		const [genesis, epoch] = space.ops.map(({ op }) => readFrame(op));
		if (typeof genesis !== 'object' || typeof epoch !== 'object') throw new Error('both are frames');
		expect([genesis.type, genesis.n, epoch.type, epoch.n]).toEqual(['genesis', 0, 'epoch', 1]);
		expect(readBody('genesis', genesis.body)?.member).toEqual(space.member);
		expect(readBody('epoch', epoch.body)?.head).toEqual([0, space.heads[0]!.hash]);
		expect(readBody('epoch', genesis.body)).toBeNull();
	});

	it('of another version says so; with a key more or less, too long, or not canonical it is none', async () => {
		const { device } = await createDevice();
		const { space } = await createSpace(device, [1_790_000_000_000, 0]);
		const value = fromCbor(space.ops[0]!.op) as Record<string, unknown>;
		expect(readFrame(toCbor({ ...value, v: 2 }))).toBe('newer');
		expect(readFrame(toCbor({ ...value, suite: 2 }))).toBe('newer');
		expect(readFrame(toCbor({ ...value, v: 0 }))).toBe('malformed');
		expect(readFrame(toCbor({ ...value, more: 1 }))).toBe('malformed');
		expect(readFrame(toCbor({ ...value, by: null }))).toBe('malformed');
		expect(readFrame(new Uint8Array(MAX_OPERATION + 1))).toBe('malformed');
		expect(readFrame(new Uint8Array([...space.ops[0]!.op, 0]))).toBe('malformed');
	});

	it('whose lists are unsorted, doubled or touching is none', () => {
		const [a, b] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
		const hash = new Uint8Array(32);
		const remove = (ends: unknown) => readBody('remove', { ends, why: 0, above: null });
		expect(
			remove([
				[a, 1, hash],
				[b, 0, hash]
			])
		).not.toBeNull();
		for (const ends of [
			[],
			[
				[b, 1, hash],
				[a, 1, hash]
			],
			[
				[a, 1, hash],
				[a, 2, hash]
			],
			[[a, -1, hash]],
			[[a, 1]]
		])
			expect(remove(ends)).toBeNull();
		const shred = (ranges: unknown) =>
			readBody('shred', { ref: a, entries: [[b, ranges]], blobs: [], note: new Uint8Array(540) });
		expect(
			shred([
				[1, 2],
				[4, 4]
			])
		).not.toBeNull();
		for (const ranges of [
			[],
			[[0, 1]],
			[[2, 1]],
			[
				[1, 2],
				[3, 4]
			],
			[
				[3, 4],
				[1, 1]
			]
		])
			expect(shred(ranges)).toBeNull();
		expect(
			readBody('shred', { ref: a, entries: [[b, [[1, 1]]]], blobs: [b, a], note: new Uint8Array(540) })
		).toBeNull();
	});
});

describe('an entry', () => {
	it('as the vault seals it is read the same way here', async () => {
		const { device } = await createDevice();
		const { space } = await createSpace(device, [1_790_000_000_000, 0]);
		const place = { space: space.id, device: device.id, seq: 1, prev: NO_PREVIOUS, epoch: 1, membership: space.head };
		const keys = { epochKey: space.epoch.key, caseKey: null, signingKey: device.signingKey };
		const sealed = await sealEntry(keys, place, new Uint8Array(900));
		const read = readEntry(sealed.bytes);
		expect(read?.header).toEqual({
			space: space.id,
			device: device.id,
			seq: 1,
			prev: NO_PREVIOUS,
			epoch: 1,
			head: [space.head.n, space.head.hash],
			length: sealed.header.length
		});
		for (let at = 0; at < read!.headerBytes.length; at++) {
			const changed = read!.headerBytes.slice();
			changed[at]! ^= 0x20;
			const header = readHeader(changed);
			if (header) expect(header).not.toEqual(read!.header);
		}
		expect(readEntry(sealed.bytes.slice(1))).toBeNull();
		expect(readEntry(new Uint8Array(161 * 1024))).toBeNull();
		expect(readHeader(toCbor([1, 1, space.id, device.id, 0, NO_PREVIOUS, 1, [1, space.head.hash], 540]))).toBeNull();
		expect(
			readHeader(toCbor([1, 1, space.id, device.id, 1, space.head.hash, 1, [1, space.head.hash], 540]))
		).toBeNull();
	});

	it('that will never come leaves a hole of one or more numbers', () => {
		const [space, device, hash] = [new Uint8Array(16), new Uint8Array(16).fill(1), new Uint8Array(32).fill(2)];
		expect(readHole(toCbor([1, space, device, 3, 5, hash]))).toEqual({ space, from: 3, end: [device, 5, hash] });
		for (const [from, to] of [
			[0, 1],
			[5, 3]
		])
			expect(readHole(toCbor([1, space, device, from, to, hash]))).toBeNull();
	});
});

describe('a body', () => {
	it('comes back as it was, and is one of few sizes', () => {
		fc.assert(
			fc.property(
				bytesOf(16),
				bytesOf(16),
				fc.uint8Array({ minLength: 1, maxLength: 4000 }),
				(space, invite, asked) => {
					const request = { v: 1 as const, space, invite, asked: new Uint8Array(asked) };
					const body = writeMessage(request);
					expect([512, 1024, 2048, 4096, 8192]).toContain(body.length);
					expect(readMessage(MESSAGES['join/ask'].request, body)).toEqual(request);
				}
			)
		);
	});

	it('is refused when it is a portal’s page, cut, too long, too deep, unknown, or heavier than its message may be', () => {
		const { request, most } = MESSAGES.challenge;
		const good = { v: 1, device: new Uint8Array(16) };
		expect(readMessage(request, writeMessage(good), most)).toEqual(good);
		expect(readMessage(request, new TextEncoder().encode('<!doctype html>'.padEnd(512)), most)).toBeNull();
		expect(readMessage(request, writeMessage(good).slice(0, 511), most)).toBeNull();
		expect(readMessage(request, new Uint8Array(MAX_BODY + 1), most)).toBeNull();
		for (const bad of [{ ...good, v: 2 }, { ...good, more: 1 }, { v: 1 }, { ...good, device: new Uint8Array(15) }])
			expect(readMessage(request, writeMessage(bad), most)).toBeNull();
		let deep: unknown = 1;
		for (let i = 0; i < 17; i++) deep = [deep];
		expect(readMessage(MESSAGES.late.reply, writeMessage(deep))).toBeNull();
		const heavy = writeMessage({
			v: 1,
			space: new Uint8Array(16),
			invite: new Uint8Array(16),
			asked: new Uint8Array(4097)
		});
		expect(readMessage(MESSAGES['join/ask'].request, heavy)).toBeNull();
		expect(() => writeMessage(new Uint8Array(MAX_BODY_CONTENT))).toThrow();
	});

	it('has the limit that the page names, which holds the largest message', () => {
		expect(MAX_BODY).toBe(padme(MAX_BODY_CONTENT + 4));
		expect(page).toContain(MAX_BODY.toLocaleString('en'));
		expect(writeMessage(new Uint8Array(MAX_BODY_CONTENT - 5)).length).toBe(MAX_BODY);
		expect(unpad(new Uint8Array(0))).toBeNull();
	});
});

describe('an item', () => {
	const [small, sig, hash] = [new Uint8Array(100), new Uint8Array(64), new Uint8Array(32)];
	it('without its sealed part comes from the server only', () => {
		const dropped = [1, small, hash, sig];
		expect([PulledItem.safeParse(dropped).success, PushedItem.safeParse(dropped).success]).toEqual([true, false]);
		for (const item of [
			[0, small],
			[2, small],
			[3, small, sig]
		])
			expect([PulledItem.safeParse(item).success, PushedItem.safeParse(item).success]).toEqual([true, true]);
		for (const bad of [
			[0],
			[0, new Uint8Array(0)],
			[0, new Uint8Array(161 * 1024)],
			[2, new Uint8Array(300)],
			[4, small],
			[]
		])
			expect(PulledItem.safeParse(bad).success).toBe(false);
	});
});

describe('the page on the protocol', () => {
	it('has the limits and results as the code has them', () => {
		const MiB = 2 ** 20;
		for (const row of [
			`| blob part; blob | ${MAX_BLOB_PART / MiB} MiB; ${MAX_BLOB / MiB} MiB |`,
			`| operation; operations in a request | ${MAX_OPERATION / 1024} KiB; ${MAX_OPERATIONS_SENT} |`,
			`| items in a push; in a pull | ${MAX_ITEMS_SENT}; ${MAX_BODY_CONTENT / MiB} MiB of them |`,
			`| active devices; open invites; circles of a member | ${MAX_DEVICES}; ${MAX_OPEN_INVITES}; ${MAX_CIRCLES} |`,
			`| envelope list | ${MAX_ENVELOPE_LIST / 1024} KiB |`,
			`| ranges in a shred; blobs in it | ${MAX_RANGES.toLocaleString('en')}; ${MAX_SHRED_BLOBS} |`,
			`| depth of CBOR anywhere | ${MAX_DEPTH} |`,
			`with type \`${BODY_TYPE}\``,
			`result = ${STORED} stored · ${THERE} there already · ${OTHER} other hash there`,
			`· ${GAP} gap`,
			`· ${REFUSED} refused`,
			`ends in one | 500; ${MAX_ENDS} |`
		])
			expect(page).toContain(row);
		const error = { v: 1, error: 'slow-down', wait: 3 };
		expect(readMessage(ErrorReply, writeMessage(error))).toEqual(error);
		expect(readMessage(ErrorReply, writeMessage({ ...error, error: 'fine' }))).toBeNull();
	});

	it('names every error with its status, and every path', () => {
		for (const [code, { status }] of Object.entries(ERRORS)) expect(page, code).toContain(`\`${code}\` | ${status} |`);
		for (const path of Object.keys(MESSAGES)) expect(page, path).toContain(`POST \`${path}\` |`);
		expect(isErrorCode('busy')).toBe(true);
		expect(isErrorCode('toString')).toBe(false);
	});
});

describe('a code on a screen', () => {
	const a: Code<'a'> = [
		1,
		'a',
		new Uint8Array(32).fill(3),
		new Uint8Array(32).fill(4),
		null,
		new Uint8Array(32).fill(5)
	];

	it('is read back through capitals, spaces and lines, and only as what it is', () => {
		const text = writeCode(a);
		expect(text).toMatch(/^[A-Z0-9.]+$/);
		expect(readCode('a', text)).toEqual(a);
		expect(readCode('a', text.toLowerCase().replaceAll(/(.{8})/g, '$1 \n'))).toEqual(a);
		for (const kind of ['b', 'c', 'h'] as const) expect(readCode(kind, text)).toBeNull();
		const c: Code<'c'> = [1, 'c', new Uint8Array(16), new Uint8Array(32), new Uint8Array(16).fill(7)];
		expect(readCode('c', writeCode(c))).toEqual(c);
	});

	it('with one character wrong, missing or more is refused', () => {
		const text = writeCode(a);
		for (let at = 7; at < text.length; at += 3) {
			expect(readCode('a', text.slice(0, at) + (text[at] === 'Q' ? 'P' : 'Q') + text.slice(at + 1))).toBeNull();
			expect(readCode('a', text.slice(0, at) + text.slice(at + 1))).toBeNull();
		}
		for (const other of [
			'',
			'REPIT1.',
			'https://example.org',
			`${text}Q`,
			'REPIT2.'.concat(text.slice(7)),
			// The same under another name, with a checksum that is right.
			`REPIT1.${bech32m.encode('autre', bech32m.toWords(toCbor(a)), false).toUpperCase()}`,
			'Q'.repeat(9000)
		])
			expect(readCode('a', other)).toBeNull();
	});
});
