/**
 * Wrong passphrases cost more and more time. This slows hands at the screen; it does nothing against a copied disk, where
 * the key derivation is the wall. The record is 16 bytes, always there, so that it tells nothing by being there.
 */
export interface Attempts {
	/** Wrong passphrases since the last right one. */
	readonly wrong: number;
	/** When the last one was typed, milliseconds since 1970. */
	readonly last: number;
}

export const NO_ATTEMPTS: Attempts = { wrong: 0, last: 0 };
const BYTES = 16;
const FREE = 2;
const FIRST_MS = 2000;
const LONGEST_MS = 60_000;

/** Two free tries, then 2, 4, 8 … 60 s. Never longer: the one who waits may be in a hurry for somebody's safety. */
export function waitAfter(wrong: number): number {
	return wrong <= FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (wrong - FREE - 1));
}

/** Milliseconds still to wait. A clock set back does not shorten the wait, nor make it longer than it ever was. */
export function waitLeft({ wrong, last }: Attempts, now: number): number {
	const wait = waitAfter(wrong);
	return now < last ? wait : Math.max(0, wait - (now - last));
}

export function oneMore({ wrong }: Attempts, now: number): Attempts {
	return { wrong: Math.min(wrong + 1, 0xffff_ffff), last: now };
}

export function encodeAttempts({ wrong, last }: Attempts): Uint8Array {
	const bytes = new Uint8Array(BYTES);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, wrong);
	view.setFloat64(8, last);
	return bytes;
}

/** Anything that is not such a record counts as none. */
export function decodeAttempts(bytes: Uint8Array): Attempts {
	if (bytes.length !== BYTES) return NO_ATTEMPTS;
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const last = view.getFloat64(8);
	return Number.isFinite(last) ? { wrong: view.getUint32(0), last } : NO_ATTEMPTS;
}
