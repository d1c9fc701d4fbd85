/**
 * An entry as far as a server may know it (`docs/formats.md`, "Entry"): the header is clear, everything else is sealed.
 * `crypto/envelope.ts` makes and opens the same bytes; a test holds the two to each other.
 */
import { fromCbor, type Bytes } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import { ID_BYTES, KEY_BYTES, MAX_ENTRY, NONCE_BYTES, SUITE, TAG_BYTES, VERSION } from './limits.ts';
import { bytes, bytesUpTo, count, hash, Head, id, signature, type End } from './schema.ts';

const MAX_HEADER = 256;
const HeaderTuple = z.tuple([z.literal(VERSION), z.literal(SUITE), id, id, count, hash, count, Head, count]);
const EntryTuple = z.tuple([bytesUpTo(MAX_HEADER), bytesUpTo(MAX_ENTRY), signature]);
const CaseKeyTuple = z.tuple([
	z.literal(VERSION),
	count,
	id,
	bytes(NONCE_BYTES),
	bytes(KEY_BYTES + ID_BYTES + TAG_BYTES)
]);
const HoleTuple = z.tuple([z.literal(VERSION), id, id, count, count, hash]);

export interface EntryHeader {
	readonly space: Bytes;
	readonly device: Bytes;
	readonly seq: number;
	/** Hash of the device's entry before; zeros for the first. */
	readonly prev: Bytes;
	readonly epoch: number;
	readonly head: Head;
	/** Bytes of the sealed part. */
	readonly length: number;
}

export interface EntryParts {
	readonly header: EntryHeader;
	readonly headerBytes: Bytes;
	readonly ct: Bytes;
	readonly sig: Bytes;
}

/** `null` when it is not an entry. Nothing is proven yet. */
export function readEntry(raw: Uint8Array): EntryParts | null {
	if (raw.length > MAX_ENTRY) return null;
	const parts = EntryTuple.safeParse(fromCbor(raw));
	if (!parts.success) return null;
	const [headerBytes, ct, sig] = parts.data;
	const header = readHeader(headerBytes);
	return header?.length === ct.length ? { header, headerBytes, ct, sig } : null;
}

/** `null` when it is not a header. The first entry, and no other, has nothing before it. */
export function readHeader(raw: Uint8Array): EntryHeader | null {
	const tuple = raw.length > MAX_HEADER ? null : HeaderTuple.safeParse(fromCbor(raw));
	if (!tuple?.success) return null;
	const [, , space, device, seq, prev, epoch, head, length] = tuple.data;
	if (seq === 0 || (seq === 1 && prev.some((byte) => byte !== 0))) return null;
	return { space, device, seq, prev, epoch, head, length };
}

/** A device's word that its entries `from` to the number of `end` will never come (`docs/protocol.md`, 5.3). */
export interface Hole {
	readonly space: Bytes;
	readonly from: number;
	readonly end: End;
}

export function readHole(raw: Uint8Array): Hole | null {
	const tuple = raw.length > MAX_HEADER ? null : HoleTuple.safeParse(fromCbor(raw));
	if (!tuple?.success) return null;
	const [, space, device, from, to, last] = tuple.data;
	return from >= 1 && from <= to ? { space, from, end: [device, to, last] } : null;
}

/** The reference that a wrapped case key goes by; `null` when it is not one. */
export function readCaseKey(raw: Uint8Array): { readonly ref: Bytes; readonly epoch: number } | null {
	const tuple = raw.length > MAX_HEADER ? null : CaseKeyTuple.safeParse(fromCbor(raw));
	return tuple?.success ? { ref: tuple.data[2], epoch: tuple.data[1] } : null;
}
