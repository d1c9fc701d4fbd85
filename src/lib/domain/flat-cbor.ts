/**
 * Reads what is only arrays, counts and byte strings in deterministic CBOR (RFC 8949, 4.2.1), from front to back: entries and
 * their headers, of which a sync reads thousands. A general decoder, and encoding again to compare, takes ten times as long; the
 * tests hold this to that one. Beyond the last byte are zeros: that they were read is seen at the end.
 */
import type { Bytes } from './cbor.ts';

const COUNT = 0;
const BYTES = 2;
const ARRAY = 4;
/** In front of a number of 1, 2, 4 or 8 bytes. */
const LONGER = 24;

/** Where something is not there, what is read from there on has no meaning, and the whole is `null`. */
export interface Flat {
	/** That an array of so many begins here. */
	array(length: number): void;
	count(most: number): number;
	bytes(least: number, most?: number): Bytes;
}

/** What `read` makes of these bytes; `null` where it did not find what it asked for, or has left anything. */
export function flat<T>(raw: Uint8Array, read: (parts: Flat) => T | null): T | null {
	let at = 0;
	let broken = false;

	/** The number at a head of this major type, in the fewest bytes it can have; what no head can be is too wide for a count. */
	function head(major: number): number {
		const first = raw[at] ?? 0;
		if (first >> 5 !== major) return bad();
		const small = first & 31;
		at += 1;
		if (small < LONGER) return small;
		const width = 1 << (small - LONGER);
		let value = 0;
		for (let i = 0; i < width; i++) value = value * 256 + (raw[at + i] ?? 0);
		at += width;
		const least = width === 1 ? LONGER : 2 ** (4 * width);
		return value >= least && Number.isSafeInteger(value) ? value : bad();
	}

	function bad(): -1 {
		broken = true;
		return -1;
	}

	const value = read({
		array(length) {
			if (head(ARRAY) !== length) bad();
		},
		count(most) {
			const value = head(COUNT);
			return value > most ? bad() : value;
		},
		bytes(least, most = least) {
			const length = head(BYTES);
			if (length < least || length > most) bad();
			const from = at;
			at += Math.max(0, length);
			return raw.slice(from, at);
		}
	});
	return broken || at !== raw.length ? null : value;
}
