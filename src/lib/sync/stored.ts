/** What is kept in the place of an entry: the entry, its reduced form, or the hole that begins there. */
import { fromCbor, toCbor, type Bytes } from '../domain/cbor.ts';
import { parseEntry } from '../crypto/envelope.ts';
import { PulledItem } from './protocol/index.ts';

export type PlacedItem = Exclude<PulledItem, readonly [2, ...unknown[]]>;

export function storedOf(item: PlacedItem): Bytes {
	return item[0] === 0 ? item[1] : toCbor(item);
}

/** An entry is three byte strings; everything else begins with its number. */
export function itemOf(stored: Bytes): PlacedItem | null {
	const value = fromCbor(stored);
	if (Array.isArray(value) && value.length === 3 && value[0] instanceof Uint8Array) return [0, stored];
	const parsed = PulledItem.safeParse(value);
	return parsed.success && (parsed.data[0] === 1 || parsed.data[0] === 3) ? parsed.data : null;
}

/** What stays of an entry whose case is erased: header, hash of the sealed part, signature. `null` when it is not an entry. */
export async function reducedOf(raw: Bytes): Promise<Extract<PulledItem, readonly [1, ...unknown[]]> | null> {
	const entry = await parseEntry(raw);
	return entry && [1, entry.parts[0], entry.ctHash, entry.parts[2]];
}
