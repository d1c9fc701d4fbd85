/** Somebody who can copy and write the disk, against the rows. */
import { beforeAll, describe, expect, it } from 'vitest';
import { decoyRow, openRow, rowKeys, sealRow } from '../../src/lib/crypto/row.ts';
import { importSecret, randomBytes } from '../../src/lib/crypto/suite.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import {
	copyOf,
	createdOn,
	diskOf,
	entered,
	good,
	newPhone,
	unlockedOn,
	type Disk,
	type Phone
} from '../faults/phone.ts';
import { chiSquare } from './chance.ts';

type Rows = Disk['rows'][0];
const SIZES = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536].map((size) => size + 28);
const key = (id: Uint8Array) => Buffer.from(id).toString('hex');

let phone: Phone;
/** The disk after each save, oldest first. */
const days: Disk[] = [];
const labels: string[] = [];
let inUse: 0 | 1;

beforeAll(async () => {
	phone = newPhone();
	const { session } = await createdOn(phone);
	days.push(await diskOf(phone));
	for (const label of ['houx', 'orme', 'if', 'pin', 'saule']) {
		good(await session!.createCase([{ path: 'label', value: label }]));
		labels.push(label);
		if (label === 'orme' || label === 'pin') await session!.tidy();
		days.push(await diskOf(phone));
	}
	const last = days.at(-1)!;
	inUse = last.rows[0].length > last.rows[1].length ? 0 : 1;
});

const today = () => days.at(-1)!;
const withRows = (rows: Rows, disk = today()): Promise<Phone> =>
	copyOf(phone, { ...disk, rows: inUse === 0 ? [rows, disk.rows[1]] : [disk.rows[0], rows] });
async function seenOn(on: Phone) {
	const unlocked = await entered(on);
	if (!unlocked.ok) return unlocked.error.kind;
	const session: Session = unlocked.value;
	const found: string[] = [];
	for (const { id } of good(await session.list())) {
		const state = await session.open(id);
		const label = state.ok ? state.value.fields['label']?.[0]?.value : null;
		if (typeof label === 'string') found.push(label);
	}
	return { found: found.sort(), unreadable: good(await session.health()).unreadable };
}

describe('rows put back to an older state, one at a time', () => {
	it('lose nothing that was saved', async () => {
		const everything = { found: [...labels].sort(), unreadable: 0 };
		let replayed = 0;
		for (const day of days) {
			const before = new Map(day.rows[inUse].map((row) => [key(row.id), row.box]));
			for (const [i, row] of today().rows[inUse].entries()) {
				const old = before.get(key(row.id));
				if (!old || key(old) === key(row.box)) continue;
				replayed++;
				const rows = today().rows[inUse].with(i, { id: row.id, box: old });
				expect(await seenOn(await withRows(rows))).toEqual(everything);
			}
		}
		// The head after each save but the last, and the index of two other days.
		expect(replayed).toBeGreaterThanOrEqual(8);
	});

	it('all but the entries: neither, and what is saved next is written over nothing', async () => {
		const added = (day: Disk) => {
			const first = new Set(days[0]!.rows[inUse].map(({ id }) => key(id)));
			return day.rows[inUse].filter(({ id }) => !first.has(key(id)));
		};
		const on = await withRows([...days[0]!.rows[inUse], ...added(today())]);
		expect(await seenOn(on)).toEqual({ found: [...labels].sort(), unreadable: 0 });
		const { session } = await unlockedOn(on);
		good(await session.createCase([{ path: 'label', value: 'tilleul' }]));
		expect(await seenOn(on)).toEqual({ found: [...labels, 'tilleul'].sort(), unreadable: 0 });
	});

	it('the last entries taken away with the head put back: this phone alone cannot know, and shows a whole older state', async () => {
		// The one thing that only a teammate's checkpoint can show (docs/security.md).
		expect(await seenOn(await copyOf(phone, days[3]))).toEqual({ found: labels.slice(0, 3).sort(), unreadable: 0 });
	});
});

describe('rows that change places', () => {
	it('open nothing, and are counted where an entry should be', async () => {
		const rows = today().rows[inUse];
		const everything = new Set(labels);
		for (let i = 0; i < rows.length; i++) {
			const j = (i + 5) % rows.length;
			const swapped = rows
				.with(i, { id: rows[i]!.id, box: rows[j]!.box })
				.with(j, { id: rows[j]!.id, box: rows[i]!.box });
			const seen = await seenOn(await withRows(swapped));
			if (typeof seen === 'string') {
				expect(seen).toBe('broken');
				continue;
			}
			for (const label of seen.found) expect(everything).toContain(label);
			// Two rows at most are hit, and each costs its own case only.
			expect(seen.found.length).toBeGreaterThanOrEqual(labels.length - 2);
			expect(seen.found.length + seen.unreadable).toBeGreaterThanOrEqual(labels.length);
		}
	});

	it('between the containers open nothing', async () => {
		const disk = today();
		expect(await seenOn(await copyOf(phone, { ...disk, rows: [disk.rows[1], disk.rows[0]] }))).toBe('broken');
		const twin = disk.rows[inUse === 0 ? 1 : 0];
		const mixed = disk.rows[inUse].map((row, i) => ({ id: row.id, box: twin[i]?.box ?? row.box }));
		const seen = await seenOn(await withRows(mixed));
		expect(typeof seen === 'string' || seen.found.length < labels.length).toBe(true);
	});

	it('of another vault open nothing', async () => {
		const other = newPhone();
		const { session } = await createdOn(other);
		good(await session!.createCase([{ path: 'label', value: 'à un autre' }]));
		const foreign = await diskOf(other);
		const theirs = foreign.rows[0].length > foreign.rows[1].length ? foreign.rows[0] : foreign.rows[1];
		const on = await withRows([...today().rows[inUse], ...theirs]);
		expect(await seenOn(on)).toEqual({ found: [...labels].sort(), unreadable: 0 });
		expect(await seenOn(await copyOf(phone, { ...today(), base: foreign.base }))).toBe('broken');
	});

	it('written twice are there once', async () => {
		const on = await withRows([...today().rows[inUse], ...today().rows[inUse]]);
		expect(await seenOn(on)).toEqual({ found: [...labels].sort(), unreadable: 0 });
	});
});

describe('a row', () => {
	it('cut short, made longer, or with one bit changed anywhere does not open', async () => {
		const keys = await rowKeys(await importSecret(randomBytes(32)));
		const { id, box } = await sealRow(keys, 'entry', 'x', randomBytes(40));
		for (let at = 0; at < box.length; at++) {
			const changed = box.slice();
			changed[at]! ^= 1 << (at % 8);
			expect(await openRow(keys, 'entry', { id, box: changed })).toBeNull();
		}
		for (const length of [0, 1, 12, 27, 28, box.length - 1])
			expect(await openRow(keys, 'entry', { id, box: box.slice(0, length) })).toBeNull();
		expect(await openRow(keys, 'entry', { id, box: new Uint8Array([...box, 0]) })).toBeNull();
	});

	it('opens under its own kind only, each kind of secret under a key of its own', async () => {
		const keys = await rowKeys(await importSecret(randomBytes(32)));
		const kinds = ['entry', 'caseKey', 'index', 'draft', 'device', 'settings', 'snapshot'] as const;
		for (const kind of kinds) {
			const row = await sealRow(keys, kind, 'x', randomBytes(40));
			for (const other of kinds) expect((await openRow(keys, other, row)) !== null).toBe(kind === other);
		}
		const [local, device, index] = await Promise.all(
			(['draft', 'device', 'index'] as const).map((kind) => sealRow(keys, kind, 'x', randomBytes(40)))
		);
		const mixed = { ...keys, local: keys.keys, keys: keys.index, index: keys.local };
		expect(await openRow(mixed, 'draft', local!)).toBeNull();
		expect(await openRow(mixed, 'device', device!)).toBeNull();
		expect(await openRow(mixed, 'index', index!)).toBeNull();
	});
});

describe('a copy of the disk', () => {
	it('shows as many rows, of the same sizes in the same order of writing, in both containers on the first day', () => {
		const [one, other] = days[0]!.rows;
		const sizes = (rows: Rows) => rows.map(({ box }) => box.length).sort((a, b) => a - b);
		expect(one).toHaveLength(58);
		expect(sizes(one)).toEqual(sizes(other));
		expect(new Set([...one, ...other].map(({ id }) => id.length))).toEqual(new Set([16]));
	});

	it('shows only a few sizes, and bytes without a pattern', () => {
		const rows = today().rows.flat();
		expect(new Set(rows.map(({ box }) => box.length)).difference(new Set(SIZES))).toEqual(new Set());
		expect(chiSquare(rows.flatMap(({ id, box }) => [id, box]))).toBeLessThan(400);
		expect(chiSquare(Array.from({ length: 40 }, () => decoyRow(300).box))).toBeLessThan(400);
	});

	it('never shows a nonce twice', async () => {
		const boxes = new Set(days.flatMap(({ rows }) => rows.flat()).map(({ box }) => key(box)));
		const nonces = new Set([...boxes].map((box) => box.slice(0, 24)));
		expect(nonces.size).toBe(boxes.size);
		const keys = await rowKeys(await importSecret(randomBytes(32)));
		const count = process.env['SOAK'] ? 100_000 : 2000;
		const seen = new Set<string>();
		for (let i = 0; i < count; i++)
			seen.add(key((await sealRow(keys, 'draft', 'x', new Uint8Array(4))).box.slice(0, 12)));
		expect(seen.size).toBe(count);
	});
});

describe('two vaults with the same words', () => {
	it('share nothing that can be seen', async () => {
		const disks = [];
		for (let i = 0; i < 2; i++) {
			const twin = newPhone();
			const { session } = await createdOn(twin);
			const made = good(await session!.createCase([{ path: 'label', value: 'houx' }]));
			disks.push({ disk: await diskOf(twin), id: made.id });
		}
		const parts = disks.map(
			({ disk }) => new Set(disk.rows.flat().flatMap(({ id, box }) => [key(id), key(box).slice(0, 24)]))
		);
		expect(parts[0]!.intersection(parts[1]!).size).toBe(0);
		expect(disks[0]!.id).not.toBe(disks[1]!.id);
	});
});
