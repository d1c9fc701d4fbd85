/**
 * Wrong passphrases cost more and more time. This slows hands at the screen; it does nothing against a copied disk, where
 * the key derivation is the wall. The record is 16 bytes, always there, so that it tells nothing by being there. It is in clear, since
 * it is needed before anything is open; it says after how many wrong ones all is to go, if its holder has asked for that.
 */
export interface Attempts {
	/** Wrong passphrases since the last right one. */
	readonly wrong: number;
	/** When the last one was typed, milliseconds since 1970. */
	readonly last: number;
	/** So many wrong ones erase the vault; 0: never. */
	readonly eraseAfter: EraseAfter;
}

export const ERASE_AFTER = [0, 10, 20, 50] as const;
export type EraseAfter = (typeof ERASE_AFTER)[number];

export const NO_ATTEMPTS: Attempts = { wrong: 0, last: 0, eraseAfter: 0 };
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

export function oneMore({ wrong, ...rest }: Attempts, now: number): Attempts {
	return { ...rest, wrong: Math.min(wrong + 1, 0xffff_ffff), last: now };
}

/** Whether these were so many that all is to go. */
export function mustErase({ wrong, eraseAfter }: Attempts): boolean {
	return eraseAfter > 0 && wrong >= eraseAfter;
}

/** Byte 4 says after how many all goes, and bytes 5 to 7 check it and the count: a damaged record never erases anything. */
export function encodeAttempts({ wrong, last, eraseAfter }: Attempts): Uint8Array {
	const bytes = new Uint8Array(BYTES);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, wrong);
	if (eraseAfter > 0) {
		view.setUint8(4, eraseAfter);
		view.setUint8(5, eraseAfter ^ 0xff);
		view.setUint16(6, checkOf(wrong));
	}
	view.setFloat64(8, last);
	return bytes;
}

/** Anything that is not such a record counts as none. */
export function decodeAttempts(bytes: Uint8Array): Attempts {
	if (bytes.length !== BYTES) return NO_ATTEMPTS;
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const [wrong, last] = [view.getUint32(0), view.getFloat64(8)];
	if (!Number.isFinite(last)) return NO_ATTEMPTS;
	const asked = ERASE_AFTER.find((n) => n === view.getUint8(4)) ?? 0;
	const sound = view.getUint8(5) === (asked ^ 0xff) && view.getUint16(6) === checkOf(wrong);
	return { wrong, last, eraseAfter: sound ? asked : 0 };
}

/** No single damaged byte of the count leaves it as it was. */
function checkOf(wrong: number): number {
	return ((wrong >>> 16) ^ wrong ^ 0xffff) & 0xffff;
}
