import fc from 'fast-check';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCaseKey, openCaseKey, type CaseKey } from './case-key.ts';
import { hasArgon2id, hasEd25519, hasX25519 } from './caps.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { createDevice, loadDevice, type Device, type DeviceSecrets } from './device.ts';
import { DOMAINS, RESERVED_DOMAINS } from './domains.ts';
import {
	MAX_CONTENT_BYTES,
	MAX_ENTRY_BYTES,
	NO_PREVIOUS,
	openEntry,
	parseEntry,
	sealEntry,
	type OpeningKeys,
	type SealingKeys
} from './envelope.ts';
import { calibrate, CEILING, DEFAULT, FLOOR, withinLimits } from './kdf-cost.ts';
import { pad, padme, paddedSize, unpad } from './padding.ts';
import { Redacted, reveal } from './redacted.ts';
import { decoyRow, openRow, rowKeys, sealRow, type RowKeys } from './row.ts';
import { createSlots, openSlots } from './slots.ts';
import { createSpace, epochKeyFor, epochKeyOf, type Space } from './space.ts';
import { deriveSealKey, framed, importSecret, open, randomBytes, seal, type Bytes } from './suite.ts';
import { loadSpace } from '../sync/space.ts';

const text = (value: string) => new TextEncoder().encode(value);

let device: Device;
let secrets: DeviceSecrets;
let space: Space;
let epochKey: Redacted<Bytes>;
let caseKey: CaseKey;
let sealing: SealingKeys;
let opening: OpeningKeys;

beforeAll(async () => {
	({ device, secrets } = await createDevice());
	({ space, epochKey } = await createSpace(device, [1_700_000_000_000, 0]));
	({ caseKey } = await createCaseKey(space.epoch, space.id, randomBytes(16)));
	sealing = { epochKey: space.epoch.key, caseKey, signingKey: device.signingKey };
	opening = {
		epochKeyFor: (header) => epochKeyFor(space, header),
		signer: device.public.sig,
		caseKeyOf: (ref) => Promise.resolve(Buffer.from(ref).equals(caseKey.ref) ? caseKey.key : null)
	};
});

const place = () => ({
	space: space.id,
	device: device.id,
	seq: 1,
	prev: NO_PREVIOUS,
	epoch: 1,
	membership: space.head
});

describe('domain strings', () => {
	it('are each for one purpose, and the zero byte after them keeps one from being the beginning of another', () => {
		const all = [...Object.values(DOMAINS), ...RESERVED_DOMAINS];
		expect(new Set(all).size).toBe(all.length);
		for (const domain of all) expect(domain).toMatch(/^repit\/v1\/[a-z/-]+$/);
		expect(framed('a', text('b'))).toEqual(text('a\0b'));
	});
});

describe('the primitives of this machine', () => {
	it('give their known answers', async () => {
		expect(await hasEd25519()).toBe(true);
		expect(await hasX25519()).toBe(true);
		expect(await hasArgon2id()).toBe(true);
	});
});

describe('deterministic CBOR', () => {
	it('comes back as it went in', () => {
		fc.assert(
			fc.property(
				fc.dictionary(
					fc.string({ maxLength: 8 }),
					fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
				),
				(value) => {
					const clean = Object.fromEntries(Object.entries(value).filter(([key]) => key !== '__proto__'));
					expect(fromCbor(toCbor(clean))).toEqual(clean);
				}
			)
		);
	});

	it.each([
		['a longer integer than needed', '1817'.replace('17', '05')],
		['an indefinite array', '9f01ff'],
		['a duplicate key', 'a2616101616102'],
		['unsorted keys', 'a2616201616101'],
		['trailing bytes', '0101'],
		['nothing', ''],
		['a nesting without end', '81'.repeat(50_000)]
	])('refuses %s', (_, hex) => {
		expect(fromCbor(new Uint8Array(Buffer.from(hex, 'hex')))).toBeNull();
	});
});

describe('padding', () => {
	it('is reversible, never shrinks, and leaves few sizes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
				const padded = pad(content);
				expect([512, 1024, 2048, 4096, 8192]).toContain(padded.length);
				expect(unpad(padded)).toEqual(new Uint8Array(content));
			})
		);
		fc.assert(fc.property(fc.nat(2e6), fc.nat(1000), (a, more) => paddedSize(a + more) >= paddedSize(a)));
		const sizes = new Set(Array.from({ length: 65_533 }, (_, length) => paddedSize(length)));
		expect(sizes.size).toBe(8);
	});

	it('gives the frozen Padmé sizes', () => {
		expect([0, 1, 2, 257, 700, 3000, 1_000_000].map(padme)).toEqual([0, 1, 2, 272, 704, 3072, 1_015_808]);
	});

	it('refuses what it did not make', () => {
		const padded = pad(text('a'));
		// The right content in a size that is not its own would let a size mean something.
		expect(unpad(new Uint8Array([...padded, ...new Uint8Array(512)]))).toBeNull();
		for (const spoil of [
			(b: Uint8Array) => (b[511] = 1),
			(b: Uint8Array) => (b[0] = 255),
			(b: Uint8Array) => (b[2] = 2)
		]) {
			const copy = padded.slice();
			spoil(copy);
			expect(unpad(copy)).toBeNull();
		}
	});
});

describe('the cost of a guess', () => {
	it('stays between its floor and its ceiling', () => {
		fc.assert(
			fc.property(fc.option(fc.double({ min: 0, max: 1e5, noNaN: true })), (ms) => withinLimits(calibrate(ms)))
		);
		expect(calibrate(null)).toEqual(FLOOR);
		expect(calibrate(300)).toEqual(DEFAULT);
		expect(calibrate(5000)).toEqual(FLOOR);
		expect(calibrate(20)).toEqual(CEILING);
		expect(withinLimits({ m: 19 * 1024, t: 1 })).toBe(false);
		expect(withinLimits({ m: 1024, t: 3 })).toBe(false);
		expect(withinLimits({ m: 128 * 1024, t: 3 })).toBe(false);
	});
});

describe('slots', () => {
	it('open with the passphrase and with no other, and are never changed by trying', async () => {
		const { file, opened } = await createSlots(text('un deux trois'), FLOOR);
		const before = file.slice();
		expect(await openSlots(file, text('un deux quatre'))).toBe('no-match');
		expect(file).toEqual(before);
		const again = await openSlots(file, text('un deux trois'));
		expect(again).toMatchObject({ role: 'main', container: opened.container, cost: FLOOR });
		if (typeof again === 'string') throw new Error(again);
		const rows = [await rowKeys(opened.vaultKey), await rowKeys(again.vaultKey)] as const;
		const row = await sealRow(rows[0], 'draft', 'x', text('y'));
		expect(await openRow(rows[1], 'draft', row)).toEqual(text('y'));
	});

	it('refuse a cost below the floor written by somebody else, before any work is done', async () => {
		const { file } = await createSlots(text('un deux trois'), FLOOR);
		const value = fromCbor(file) as { kdf: { m: number } };
		value.kdf.m = 1024;
		expect(await openSlots(toCbor(value), text('un deux trois'))).toBe('malformed');
		expect(await openSlots(file.subarray(1), text('un deux trois'))).toBe('malformed');
	});

	it('do not open when any clear field is changed', async () => {
		const { file } = await createSlots(text('un deux trois'), FLOOR);
		const value = fromCbor(file) as { kdf: { t: number }; slots: { ct: Uint8Array }[] };
		value.kdf.t = 3;
		expect(await openSlots(toCbor(value), text('un deux trois'))).toBe('no-match');
	});

	it('all look alike', async () => {
		const { file } = await createSlots(text('un deux trois'), FLOOR);
		const { slots } = fromCbor(file) as { slots: Record<string, Uint8Array>[] };
		expect(slots).toHaveLength(4);
		const shapes = slots.map((slot) =>
			JSON.stringify(Object.entries(slot).map(([name, { length }]) => [name, length]))
		);
		expect(new Set(shapes).size).toBe(1);
	});
});

describe('rows', () => {
	let keys: RowKeys;
	beforeAll(async () => {
		keys = await rowKeys(await importSecret(randomBytes(32)));
	});

	it('are found by what they are and open only in their own place', async () => {
		const row = await sealRow(keys, 'entry', ['d', 1], text('content'));
		expect((await sealRow(keys, 'entry', ['d', 1], text('other'))).id).toEqual(row.id);
		expect(await openRow(keys, 'entry', row)).toEqual(text('content'));
		expect(await openRow(keys, 'draft', row)).toBeNull();
		expect(await openRow(keys, 'entry', { ...row, id: randomBytes(16) })).toBeNull();
		expect(await openRow(keys, 'entry', { ...row, box: row.box.subarray(0, 20) })).toBeNull();
	});

	it('cannot be told from decoys by size', async () => {
		const row = await sealRow(keys, 'entry', ['d', 1], randomBytes(300));
		expect(decoyRow(300).box.length).toBe(row.box.length);
		expect(decoyRow(300).id.length).toBe(row.id.length);
	});
});

describe('what is sealed', () => {
	it('opens under a nonce of its size only, and never without its tag', async () => {
		const key = await deriveSealKey(await importSecret(randomBytes(32)), randomBytes(16), 'x');
		for (const length of [12, 16]) {
			const nonce = randomBytes(length);
			const sealed = await seal(key, nonce, text('x'), text('y'));
			expect((await open(key, nonce, sealed, text('y'))) !== null).toBe(length === 12);
			for (const short of [0, 1, 15]) expect(await open(key, nonce, sealed.slice(0, short), text('y'))).toBeNull();
		}
	});
});

describe('a device', () => {
	it('is loaded with both halves of its own key, or not at all', async () => {
		const other = await createDevice();
		expect((await loadDevice(device.public, secrets)).id).toEqual(device.id);
		await expect(loadDevice(device.public, other.secrets)).rejects.toThrow();
	});
});

describe('a space of one member', () => {
	it('loads what it created', async () => {
		const known = await loadDevice(device.public, secrets);
		const again = await loadSpace(known, space.ops, [[1, epochKey]]);
		expect(again?.id).toEqual(space.id);
		expect(again?.head).toEqual(space.head);
	});

	it('is refused with another epoch key, another device, or any changed byte', async () => {
		expect(await loadSpace(device, space.ops, [[1, new Redacted(randomBytes(32))]])).toBeNull();
		expect(await loadSpace((await createDevice()).device, space.ops, [[1, epochKey]])).toBeNull();
		for (const which of [0, 1]) {
			for (let at = 0; at < (space.ops[which]?.op.length ?? 0); at += 7) {
				const ops = space.ops.map(({ op, sig }) => ({ op: op.slice(), sig }));
				ops[which]!.op[at]! ^= 1;
				expect(await loadSpace(device, ops, [[1, epochKey]])).toBeNull();
			}
		}
	});
});

describe('an entry', () => {
	it('opens in its place', async () => {
		const sealed = await sealEntry(sealing, place(), text('bonjour'));
		const opened = await openEntry(opening, sealed.bytes, space.id, device.id);
		expect(opened?.content).toEqual(text('bonjour'));
		expect(opened?.hash).toEqual(sealed.hash);
		expect(opened?.header).toEqual(sealed.header);
		expect(opened?.ref).toEqual(caseKey.ref);
	});

	it('is refused with one bit changed, wherever it is', async () => {
		const { bytes } = await sealEntry(sealing, place(), text('bonjour'));
		for (let at = 0; at < bytes.length; at++) {
			const changed = bytes.slice();
			changed[at]! ^= 1 << (at % 8);
			expect(await openEntry(opening, changed, space.id, device.id), `byte ${at}`).toBeNull();
		}
	});

	it('is refused in another space, from another device, under another epoch key, without its case key', async () => {
		const { bytes } = await sealEntry(sealing, place(), text('bonjour'));
		expect(await openEntry(opening, bytes, randomBytes(16), device.id)).toBeNull();
		expect(await openEntry(opening, bytes, space.id, randomBytes(16))).toBeNull();
		const foreign = await importSecret(randomBytes(32));
		expect(await openEntry({ ...opening, epochKeyFor: () => foreign }, bytes, space.id, device.id)).toBeNull();
		expect(
			await openEntry({ ...opening, caseKeyOf: () => Promise.resolve(null) }, bytes, space.id, device.id)
		).toBeNull();
		// Its own writer's, under the same keys, for somewhere else.
		for (const elsewhere of [{ space: randomBytes(16) }, { device: randomBytes(16) }]) {
			const { bytes: other } = await sealEntry(sealing, { ...place(), ...elsewhere }, text('bonjour'));
			expect(await openEntry(opening, other, space.id, device.id)).toBeNull();
		}
		expect(
			await openEntry({ ...opening, signer: (await createDevice()).device.public.sig }, bytes, space.id, device.id)
		).toBeNull();
	});

	it('of the space itself has no case key', async () => {
		const { bytes } = await sealEntry({ ...sealing, caseKey: null }, place(), text('bonjour'));
		const opened = await openEntry(opening, bytes, space.id, device.id);
		expect([opened?.content, opened?.ref]).toEqual([text('bonjour'), null]);
	});

	it('is refused when it names an epoch or a membership that was not in force', async () => {
		const claims = [
			{ epoch: 2 },
			{ epoch: 0 },
			{ membership: { n: 0, hash: space.heads[0]!.hash } },
			{ membership: { n: 1, hash: randomBytes(32) } },
			{ membership: { n: 7, hash: space.head.hash } }
		];
		for (const claim of claims) {
			const { bytes } = await sealEntry(sealing, { ...place(), ...claim }, text('bonjour'));
			expect(await openEntry(opening, bytes, space.id, device.id)).toBeNull();
		}
	});

	it('is refused above its limit, before anything is decoded', async () => {
		await expect(sealEntry(sealing, place(), new Uint8Array(MAX_CONTENT_BYTES + 1))).rejects.toThrow();
		const largest = await sealEntry(sealing, place(), new Uint8Array(MAX_CONTENT_BYTES));
		expect(largest.bytes.length).toBeLessThan(MAX_ENTRY_BYTES);
		expect(await openEntry(opening, largest.bytes, space.id, device.id)).not.toBeNull();
		expect(await parseEntry(new Uint8Array(MAX_ENTRY_BYTES + 1))).toBeNull();
	});

	it('shows only its header and a bucket size', async () => {
		const sizes = new Set<number>();
		for (const length of [1, 50, 200, 300, 400])
			sizes.add((await sealEntry(sealing, place(), randomBytes(length))).bytes.length);
		expect(sizes.size).toBe(1);
		const entry = await parseEntry((await sealEntry(sealing, place(), text('secret words'))).bytes);
		expect(Buffer.from(entry!.bytes).includes('secret')).toBe(false);
	});

	it('never uses a nonce twice', async () => {
		const seen = new Set<string>();
		const count = process.env['SOAK'] ? 100_000 : 500;
		for (let seq = 1; seq <= count; seq++) {
			const entry = await parseEntry((await sealEntry(sealing, { ...place(), seq }, text('x'))).bytes);
			seen.add(Buffer.from(entry!.parts[1].subarray(0, 12)).toString('hex'));
		}
		expect(seen.size).toBe(count);
	});
});

describe('a case key', () => {
	it('opens under its epoch and space only', async () => {
		const { wrapped, caseKey: made } = await createCaseKey(space.epoch, space.id, randomBytes(16));
		const known = (number: number) => epochKeyOf(space, number);
		expect((await openCaseKey(known, space.id, wrapped))?.caseId).toEqual(made.caseId);
		expect(await openCaseKey(known, randomBytes(16), wrapped)).toBeNull();
		const foreign = await importSecret(randomBytes(32));
		expect(await openCaseKey(() => foreign, space.id, wrapped)).toBeNull();
		expect(await openCaseKey(() => null, space.id, wrapped)).toBeNull();
		const value = fromCbor(wrapped) as unknown[];
		expect(await openCaseKey(() => space.epoch.key, space.id, toCbor(value.with(1, 2)))).toBeNull();
	});
});

describe('a secret', () => {
	it('cannot be printed by accident', () => {
		const secret = new Redacted(text('abricot'));
		for (const shown of [String(secret), JSON.stringify({ secret }), inspect(secret, { depth: 9, showHidden: true })]) {
			expect(shown).not.toMatch(/abricot|97|61/);
			expect(shown).toContain('<redacted>');
		}
		expect(reveal(secret)).toEqual(text('abricot'));
	});
});
