/** What is new in a space since a cursor, in the order of its numbers, as much as goes into one reply. */
import { fromCbor, type Bytes } from '../../domain/cbor.ts';
import { readHole, type PulledItem } from '../../sync/protocol/index.ts';
import { statement } from '../database/statement.ts';
import type { Item, Reading } from '../database/tables.ts';

/** Above this, one look at the sizes is not enough for a reply anyway. */
const MAX_ROWS = 4000;
/** Rows that are read without asking first how large they are: 32 of the largest are 5 MiB. */
const FEW = 32;
/** Each byte string of a row is an object of its own to Node: only those that go into a reply are read. */
const AFTER = statement<Given>(
	'select no, kind, size, header, case when ct is null then ct_hash end as ct_hash, sig, ct from item ' +
		'where space = $1 and no > $2 order by no limit $3'
);
const SIZES = statement<Pick<Item, 'no' | 'size'>>(
	'select no, size from item where space = $1 and no > $2 order by no limit $3'
);

type Given = Pick<Item, 'no' | 'kind' | 'size' | 'header' | 'ct_hash' | 'sig' | 'ct'>;

export interface Pulled {
	readonly items: readonly PulledItem[];
	/** The last number that was given. */
	readonly no: number;
	readonly more: boolean;
	readonly bytes: number;
}

export async function pullAfter(reading: Reading, space: Bytes, after: number, budget: number): Promise<Pulled> {
	const few = await AFTER(reading, space, after, FEW);
	// Most pulls bring little or nothing: only where there is more is it worth asking first how much goes in.
	if (few.length < FEW) return fitted(few, after, budget, false);
	// As many as would fit if all were like these, and half as many again.
	const many = Math.ceil((1.5 * FEW * budget) / fitting(few, Infinity).bytes);
	const most = Math.min(MAX_ROWS, Math.max(FEW, many));
	const sizes = await SIZES(reading, space, after, most);
	const { taken } = fitting(sizes, budget);
	const rows = taken <= FEW ? few.slice(0, taken) : await AFTER(reading, space, after, taken);
	return fitted(rows, after, budget, taken < sizes.length || sizes.length === most);
}

function fitted(rows: readonly Given[], after: number, budget: number, beyond: boolean): Pulled {
	const { taken, bytes } = fitting(rows, budget);
	const items = (taken < rows.length ? rows.slice(0, taken) : rows).map(asPulled);
	return { items, no: rows[taken - 1]?.no ?? after, more: beyond || taken < rows.length, bytes };
}

/** The items of a device with these numbers; a hole that reaches into them as well. */
export async function wanted(
	reading: Reading,
	space: Bytes,
	device: Bytes,
	[from, to]: readonly [number, number],
	budget: number
): Promise<{ readonly items: readonly PulledItem[]; readonly bytes: number }> {
	const rows = await reading
		.selectFrom('item')
		.selectAll()
		.where('space', '=', space)
		.where('device', '=', device)
		.where('seq', '>=', from)
		.where((where) => where.or([where('seq', '<=', to), where('kind', '=', 3)]))
		.orderBy('seq')
		.limit(256)
		.execute();
	const within = rows.filter(
		({ seq, header }) => (seq ?? 0) <= to || (readHole(header ?? EMPTY)?.from ?? to + 1) <= to
	);
	const { taken, bytes } = fitting(within, budget);
	return { items: within.slice(0, taken).map(asPulled), bytes };
}

export async function lateAfter(
	reading: Reading,
	space: Bytes,
	after: number,
	budget: number
): Promise<{ readonly items: readonly PulledItem[]; readonly no: number; readonly more: boolean }> {
	const rows = await reading
		.selectFrom('late')
		.select(['no', 'item'])
		.where('space', '=', space)
		.where('no', '>', after)
		.orderBy('no')
		.limit(256)
		.execute();
	const { taken } = fitting(
		rows.map(({ item }) => ({ size: item.length })),
		budget
	);
	const items = rows.slice(0, taken).map(({ item }) => fromCbor(item) as PulledItem);
	return { items, no: rows[taken - 1]?.no ?? after, more: taken < rows.length || rows.length === 256 };
}

const EMPTY = new Uint8Array(0);

/** Any one item is smaller than a whole reply. */
function fitting(rows: readonly { readonly size: number }[], budget: number) {
	let bytes = 0;
	let taken = 0;
	for (const { size } of rows) {
		if (bytes + size > budget) break;
		bytes += size;
		taken += 1;
	}
	return { taken, bytes };
}

function asPulled({ kind, header, ct, ct_hash, sig }: Omit<Given, 'no' | 'size'>): PulledItem {
	if (kind === 2 && ct) return [2, ct];
	if (kind === 3 && header && sig) return [3, header, sig];
	if (kind === 0 && header && sig && ct) return [0, entryOf(header, ct, sig)];
	if (kind === 0 && header && sig && ct_hash) return [1, header, ct_hash, sig];
	throw new Error('a row of items is not whole');
}

/** CBOR `[header, ct, sig]` as it was pushed, written by hand: three byte strings need no encoder, and it is half of a pull. */
function entryOf(header: Bytes, ct: Bytes, sig: Bytes): Bytes {
	const whole = new Uint8Array(1 + sizeOf(header) + sizeOf(ct) + sizeOf(sig));
	whole[0] = 0x83;
	put(whole, put(whole, put(whole, 1, header), ct), sig);
	return whole;
}

/** An entry has at most 160 KiB. */
const sizeOf = ({ length }: Bytes) => length + (length < 24 ? 1 : length < 0x100 ? 2 : length < 0x1_0000 ? 3 : 5);

/** A byte string with its head; where it ends. */
function put(whole: Bytes, from: number, part: Bytes): number {
	const { length } = part;
	let at = from;
	if (length < 24) whole[at++] = 0x40 + length;
	else {
		whole[at++] = length < 0x100 ? 0x58 : length < 0x1_0000 ? 0x59 : 0x5a;
		if (length >= 0x1_0000) whole[at++] = length >>> 24;
		if (length >= 0x1_0000) whole[at++] = (length >>> 16) & 0xff;
		if (length >= 0x100) whole[at++] = (length >>> 8) & 0xff;
		whole[at++] = length & 0xff;
	}
	whole.set(part, at);
	return at + length;
}
