/**
 * Sizes on disk and on the wire: 512 B, 1, 2 … 64 KiB, then Padmé (Nikitin et al., PETS 2019, at most 12 % more).
 * Padded form: length (4 bytes, big-endian), content, zeros.
 */
import type { Bytes } from './cbor.ts';

const SMALLEST = 512;
const LARGEST_BUCKET = 64 * 1024;
const LENGTH_BYTES = 4;

/** The padded size for a content of `length` bytes. */
export function paddedSize(length: number): number {
	const needed = length + LENGTH_BYTES;
	for (let bucket = SMALLEST; bucket <= LARGEST_BUCKET; bucket *= 2) if (needed <= bucket) return bucket;
	return padme(needed);
}

export function pad(content: Uint8Array): Bytes {
	const padded = new Uint8Array(paddedSize(content.length));
	new DataView(padded.buffer).setUint32(0, content.length);
	padded.set(content, LENGTH_BYTES);
	return padded;
}

/** `null` when the bytes are not what {@link pad} makes. */
export function unpad(padded: Uint8Array): Bytes | null {
	if (padded.length < SMALLEST) return null;
	const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
	if (length > padded.length - LENGTH_BYTES || paddedSize(length) !== padded.length) return null;
	for (let at = LENGTH_BYTES + length; at < padded.length; at++) if (padded[at] !== 0) return null;
	return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}

/** Padmé: keeps as many leading bits of the length as its exponent needs, and rounds the rest up. */
export function padme(length: number): number {
	if (length < 2) return length;
	const exponent = Math.floor(Math.log2(length));
	const kept = Math.floor(Math.log2(exponent)) + 1;
	const step = 2 ** Math.max(0, exponent - kept);
	return Math.ceil(length / step) * step;
}
