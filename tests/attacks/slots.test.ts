/** Somebody who can write to the disk, against the slot file. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromCbor, toCbor } from '../../src/lib/crypto/cbor.ts';
import { DOMAINS } from '../../src/lib/crypto/domains.ts';
import { CEILING, FLOOR } from '../../src/lib/crypto/kdf-cost.ts';
import { openRow, rowKeys, sealRow } from '../../src/lib/crypto/row.ts';
import { createSlots, findSlot, openSlots, slotsFor, type Opened } from '../../src/lib/crypto/slots.ts';
import {
	deriveBytes,
	deriveSealKey,
	importSecret,
	randomBytes,
	seal,
	stretch,
	type Bytes
} from '../../src/lib/crypto/suite.ts';
import { chiSquare } from './chance.ts';

interface Slot {
	id: Bytes;
	iv: Bytes;
	ct: Bytes;
	commit: Bytes;
}
interface File {
	v: number;
	kdf: { alg: string; m: number; t: number; p: number; salt: Bytes };
	slots: Slot[];
}

const passphrase = (words = 'un deux trois quatre cinq six') => new TextEncoder().encode(words);
const decoded = (file: Bytes) => fromCbor(file) as File;
const changed = (file: Bytes, change: (value: File) => void) => {
	const value = decoded(file);
	change(value);
	return toCbor(value);
};
/** Whether two openings hold the same vault key. */
async function sameKey(a: Opened, b: Opened | string): Promise<boolean> {
	if (typeof b === 'string') return false;
	const row = await sealRow(await rowKeys(a.vaultKey), 'draft', 'x', passphrase('y'));
	return (await openRow(await rowKeys(b.vaultKey), 'draft', row)) !== null;
}

let file: Bytes;
let opened: Opened;
let real: number;
/** What our passphrase comes to with the file's salt: the same for every forgery that leaves salt and cost alone. */
let stretched: Bytes;
beforeAll(async () => {
	({ file, opened } = await createSlots(passphrase(), FLOOR));
	const { kdf } = decoded(file);
	stretched = await stretch(passphrase(), kdf.salt, kdf);
	real = await placeOfReal(file);
});
async function placeOfReal(of: Bytes): Promise<number> {
	const { slots } = decoded(of);
	for (const [i, slot] of slots.entries()) {
		const alone = changed(of, (value) => (value.slots = slots.map((other, at) => (at === i ? slot : random(other)))));
		if (typeof (await findSlot(alone, stretched)) === 'object') return i;
	}
	throw new Error('no slot is real');
}
const random = (slot: Slot): Slot => ({
	id: randomBytes(slot.id.length),
	iv: randomBytes(slot.iv.length),
	ct: randomBytes(slot.ct.length),
	commit: randomBytes(slot.commit.length)
});

describe('a slot file written by somebody else', () => {
	it('cannot make a guess cheaper or an unlock endless: a cost outside the bounds is refused before any work', async () => {
		const costs: Partial<File['kdf']>[] = [
			{ m: FLOOR.m - 1 },
			{ m: 8 },
			{ m: CEILING.m + 1 },
			{ m: 2 ** 31 },
			{ t: FLOOR.t - 1 },
			{ t: 0 },
			{ t: CEILING.t + 1 },
			{ p: 4 },
			{ alg: 'argon2i' },
			{ alg: 'pbkdf2' }
		];
		let from = performance.now();
		for (const cost of costs) {
			const forged = changed(file, (value) => Object.assign(value.kdf, cost));
			expect(await openSlots(forged, passphrase()), JSON.stringify(cost)).toBe('malformed');
			expect(await findSlot(forged, stretched), JSON.stringify(cost)).toBe('malformed');
		}
		const refusing = performance.now() - from;
		from = performance.now();
		expect(await sameKey(opened, await openSlots(file, passphrase()))).toBe(true);
		expect(refusing).toBeLessThan(performance.now() - from);
	});

	it('is made by nobody at a cost outside the bounds', async () => {
		for (const cost of [{ m: FLOOR.m - 1 }, { t: CEILING.t + 1 }])
			await expect(createSlots(passphrase(), { ...FLOOR, ...cost })).rejects.toThrow('outside its limits');
	});

	it('within the bounds opens nothing when the cost is not the one the slot was made with', async () => {
		const forged = changed(file, (value) => Object.assign(value.kdf, { m: FLOOR.m + 1 }));
		expect(await openSlots(forged, passphrase())).toBe('no-match');
	});

	it('of another version, with a slot more or less, or an unknown field, is refused', async () => {
		for (const change of [
			(value: File) => (value.v = 2),
			(value: File) => (value.v = 0),
			(value: File) => value.slots.push(value.slots[0]!),
			(value: File) => value.slots.pop(),
			(value: File) => Object.assign(value, { hint: 'x' }),
			(value: File) => Object.assign(value.slots[0]!, { role: 0 })
		])
			expect(await openSlots(changed(file, change), passphrase())).toBe('malformed');
		for (const field of ['id', 'iv', 'ct', 'commit'] as const) {
			const longer = changed(file, ({ slots }) => (slots[real]![field] = new Uint8Array([...slots[real]![field], 0])));
			expect([field, await findSlot(longer, stretched)]).toEqual([field, 'malformed']);
		}
		for (const cut of [0, 1, 100, file.length - 1])
			expect(await openSlots(file.slice(0, cut), passphrase())).toBe('malformed');
		expect(await openSlots(new Uint8Array([...file, 0]), passphrase())).toBe('malformed');
	});

	it('with one bit changed in any field of the real slot opens nothing', async () => {
		for (const field of ['id', 'iv', 'ct', 'commit'] as const) {
			for (let at = 0; at < decoded(file).slots[real]![field].length; at++) {
				const forged = changed(file, ({ slots }) => {
					slots[real]![field][at]! ^= 1 << (at % 8);
				});
				expect(await findSlot(forged, stretched), `${field} ${at}`).toBe('no-match');
			}
		}
		const salted = changed(file, ({ kdf }) => (kdf.salt[0]! ^= 1));
		expect(await openSlots(salted, passphrase())).toBe('no-match');
	});

	it('with the slots in another order, or the real one in every place, opens the same key and no other', async () => {
		const turned = changed(file, (value) => value.slots.reverse());
		expect(await sameKey(opened, await findSlot(turned, stretched))).toBe(true);
		const filled = changed(file, (value) => (value.slots = value.slots.map(() => value.slots[real]!)));
		expect(await sameKey(opened, await findSlot(filled, stretched))).toBe(true);
	});

	it('with fields of one slot put into another opens nothing', async () => {
		for (const field of ['id', 'iv', 'ct', 'commit'] as const) {
			const mixed = changed(file, ({ slots }) => {
				const other = slots[(real + 1) % slots.length]!;
				[slots[real]![field], other[field]] = [other[field], slots[real]![field]];
			});
			expect(await findSlot(mixed, stretched), field).toBe('no-match');
		}
	});

	it('holds in a slot a key, a role and a container that exist, and nothing else', async () => {
		const { kdf } = decoded(file);
		const secret = await importSecret(stretched);
		/** A slot that the passphrase opens, with this in it. */
		const slotOf = async (plain: Uint8Array, other?: Bytes): Promise<Slot> => {
			const [id, iv] = [randomBytes(16), randomBytes(12)];
			const commit = other ?? (await deriveBytes(secret, id, DOMAINS.kekCommit, 32));
			const key = await deriveSealKey(secret, id, DOMAINS.kek);
			return { id, iv, commit, ct: await seal(key, iv, plain, toCbor([DOMAINS.slot, 1, kdf, id, commit])) };
		};
		const found = async (plain: Uint8Array, other?: Bytes) => {
			const slot = await slotOf(plain, other);
			return findSlot(
				changed(file, (value) => (value.slots[real] = slot)),
				stretched
			);
		};
		const plain = new Uint8Array(48).fill(7, 0, 32);
		expect(await found(plain)).toMatchObject({ role: 'main', container: 0 });
		expect(await found(plain.with(32, 2).with(33, 1))).toMatchObject({ role: 'recovery', container: 1 });
		for (const bad of [plain.with(32, 4), plain.with(33, 2), plain.with(34, 1), plain.with(47, 1)])
			expect(await found(bad)).toBe('no-match');
		// Opened by this key, and not promised to be: it may have been made to open by others as well.
		expect(await found(plain, randomBytes(32))).toBe('no-match');
	});

	it('with a slot of the attacker’s own does not give the attacker’s key to the one who knows the real passphrase', async () => {
		const theirs = await createSlots(passphrase('mot de passe connu de lui'), FLOOR);
		const planted = changed(file, (value) => (value.slots[(real + 1) % 4] = decoded(theirs.file).slots[0]!));
		expect(await sameKey(opened, await findSlot(planted, stretched))).toBe(true);
		expect(await openSlots(planted, passphrase('mot de passe connu de lui'))).toBe('no-match');
	});
});

describe('the four slots', () => {
	it('look alike: same fields, same sizes, bytes without a pattern, the real one in any place', async () => {
		const files = [file];
		for (let i = 0; i < 40; i++) files.push((await slotsFor(stretched, randomBytes(16), FLOOR)).file);
		const shapes = new Set<string>();
		const bytes: Uint8Array[] = [];
		for (const { slots } of files.map(decoded)) {
			for (const slot of slots) {
				shapes.add(JSON.stringify(Object.entries(slot).map(([name, value]) => [name, (value as Bytes).length])));
				bytes.push(...Object.values(slot as unknown as Record<string, Bytes>));
			}
		}
		expect(shapes.size).toBe(1);
		expect(new Set(await Promise.all(files.map(placeOfReal))).size).toBeGreaterThan(2);
		expect(chiSquare(bytes)).toBeLessThan(400);
		expect(new Set(bytes.map(String)).size).toBe(bytes.length);
	});
});
