/**
 * An entry as far as a server may know it (`docs/formats.md`, "Entry"): the header is clear, everything else is sealed.
 * `crypto/envelope.ts` makes and opens the same bytes; a test holds the two to each other.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { flat } from '../../domain/flat-cbor.ts';
import {
	HASH_BYTES,
	ID_BYTES,
	KEY_BYTES,
	MAX_COUNT,
	MAX_ENTRY,
	MAX_HOLE,
	NONCE_BYTES,
	SIGNATURE_BYTES,
	SUITE,
	TAG_BYTES,
	VERSION
} from './limits.ts';
import type { End, Head } from './schema.ts';

const MAX_HEADER = 256;

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
	return flat(raw, (parts) => {
		parts.array(3);
		const headerBytes = parts.bytes(0, MAX_HEADER);
		const ct = parts.bytes(0, MAX_ENTRY);
		const sig = parts.bytes(SIGNATURE_BYTES);
		const header = readHeader(headerBytes);
		return header?.length === ct.length ? { header, headerBytes, ct, sig } : null;
	});
}

/** `null` when it is not a header. The first entry, and no other, has nothing before it. */
export function readHeader(raw: Uint8Array): EntryHeader | null {
	return flat(raw, (parts) => {
		parts.array(9);
		if (parts.count(MAX_COUNT) !== VERSION || parts.count(MAX_COUNT) !== SUITE) return null;
		const [space, device] = [parts.bytes(ID_BYTES), parts.bytes(ID_BYTES)];
		const [seq, prev, epoch] = [parts.count(MAX_COUNT), parts.bytes(HASH_BYTES), parts.count(MAX_COUNT)];
		parts.array(2);
		const [n, head] = [parts.count(MAX_COUNT), parts.bytes(HASH_BYTES)];
		const length = parts.count(MAX_COUNT);
		if (seq === 0 || (seq === 1 && prev.some((byte) => byte !== 0))) return null;
		return { space, device, seq, prev, epoch, head: [n, head], length };
	});
}

/** A device's word that its entries `from` to the number of `end` will never come (`docs/protocol.md`, 5.3). */
export interface Hole {
	readonly space: Bytes;
	readonly from: number;
	readonly end: End;
}

export function readHole(raw: Uint8Array): Hole | null {
	return flat(raw, (parts) => {
		parts.array(6);
		if (parts.count(MAX_COUNT) !== VERSION) return null;
		const [space, device] = [parts.bytes(ID_BYTES), parts.bytes(ID_BYTES)];
		const [from, to, last] = [parts.count(MAX_COUNT), parts.count(MAX_COUNT), parts.bytes(HASH_BYTES)];
		return from >= 1 && from <= to && to - from < MAX_HOLE ? { space, from, end: [device, to, last] } : null;
	});
}

/** The reference that a wrapped case key goes by; `null` when it is not one. */
export function readCaseKey(raw: Uint8Array): { readonly ref: Bytes; readonly epoch: number } | null {
	return flat(raw, (parts) => {
		parts.array(5);
		if (parts.count(MAX_COUNT) !== VERSION) return null;
		const [epoch, ref] = [parts.count(MAX_COUNT), parts.bytes(ID_BYTES)];
		parts.bytes(NONCE_BYTES);
		parts.bytes(KEY_BYTES + ID_BYTES + TAG_BYTES);
		return { ref, epoch };
	});
}
