/**
 * Reads what is only arrays, counts and byte strings in deterministic CBOR (RFC 8949, 4.2.1), from front to back: entries and
 * their headers, of which a sync reads thousands. A general decoder, and encoding again to compare, takes ten times as long; the
 * tests hold this to that one. Whatever is not as it should be is `null`, from there on to the end.
 */
import type { Bytes } from './cbor.ts';

const COUNT = 0;
const BYTES = 2;
const ARRAY = 4;
/** In front of a number of 1, 2, 4 or 8 bytes. */
const LONGER = 24;

export interface Flat {
	/** Whether an array of so many begins here. */
	array(length: number): boolean;
	count(most: number): number | null;
	bytes(least: number, most?: number): Bytes | null;
	/** Whether all of it was read. */
	readonly ended: boolean;
}

export function flat(raw: Uint8Array): Flat {
	let at = 0;
	let broken = false;

	/** The number at a head of this major type, in the fewest bytes it can have; -1 otherwise. */
	function head(major: number): number {
		const first = raw[at];
		if (broken || first === undefined || first >> 5 !== major) return bad();
		const small = first & 31;
		at += 1;
		if (small < LONGER) return small;
		if (small > LONGER + 3) return bad();
		const width = 1 << (small - LONGER);
		if (at + width > raw.length) return bad();
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

	return {
		array: (length) => head(ARRAY) === length || (bad(), false),
		count(most) {
			const value = head(COUNT);
			if (value > most) bad();
			return broken ? null : value;
		},
		bytes(least, most = least) {
			const length = head(BYTES);
			if (length < least || length > most || at + length > raw.length) bad();
			if (broken) return null;
			at += length;
			return raw.slice(at - length, at);
		},
		get ended() {
			return !broken && at === raw.length;
		}
	};
}
