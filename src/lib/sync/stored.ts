/** What is kept in the place of an entry: the entry, its reduced form, or the hole that begins there. */
import { fromCbor, toCbor, type Bytes } from '../domain/cbor.ts';
import { z } from '../domain/zod.ts';
import { parseEntry } from '../crypto/envelope.ts';
import { PulledItem } from './protocol/index.ts';

/** An entry whose content came in a pack: as a reduced one, with the name of its case's key and what it says. */
export type PackedItem = readonly [4, header: Bytes, ctHash: Bytes, sig: Bytes, ref: Bytes | null, content: Bytes];
export type PlacedItem = Exclude<PulledItem, readonly [2, ...unknown[]]> | PackedItem;

const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const Packed = z.tuple([z.literal(4), bytes, bytes, bytes, z.nullable(bytes), bytes]);

export function storedOf(item: PlacedItem): Bytes {
	return item[0] === 0 ? item[1] : toCbor(item);
}

/** An entry is three byte strings; everything else begins with its number. */
export function itemOf(stored: Bytes): PlacedItem | null {
	const value = fromCbor(stored);
	if (Array.isArray(value) && value.length === 3 && value[0] instanceof Uint8Array) return [0, stored];
	const packed = Packed.safeParse(value);
	if (packed.success) return packed.data;
	const parsed = PulledItem.safeParse(value);
	return parsed.success && (parsed.data[0] === 1 || parsed.data[0] === 3) ? parsed.data : null;
}

type Reduced = Extract<PulledItem, readonly [1, ...unknown[]]>;

/** What stays of an entry whose case is erased: header, hash of the sealed part, signature. `null` when it is not an entry. */
export async function reducedOf(item: PlacedItem): Promise<Reduced | null> {
	if (item[0] === 3) return null;
	if (item[0] !== 0) return [1, item[1], item[2], item[3]];
	const entry = await parseEntry(item[1]);
	return entry && [1, entry.parts[0], entry.ctHash, entry.parts[2]];
}
