/**
 * Deterministic CBOR (RFC 8949 section 4.2.1), for the phone and the server alike. Decoding refuses anything that would not
 * encode to the same bytes: indefinite lengths, duplicate or unsorted keys, longer integers than needed, tags, trailing bytes.
 */
import { decode, decodeFirst, encode, rfc8949EncodeOptions } from 'cborg';

/** Bytes that WebCrypto takes: never over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Nothing we store or send is larger, attachments apart. */
export const MAX_CBOR_BYTES = 16 * 1024 * 1024;

const STRICT = {
	strict: true,
	allowIndefinite: false,
	allowUndefined: false,
	allowNaN: false,
	allowInfinity: false,
	rejectDuplicateMapKeys: true
};

export function toCbor(value: unknown): Bytes {
	return new Uint8Array(encode(value, rfc8949EncodeOptions));
}

/** `null` when the bytes are not the deterministic encoding of a value. */
export function fromCbor(bytes: Uint8Array): unknown {
	if (bytes.length > MAX_CBOR_BYTES) return null;
	try {
		const value: unknown = decode(bytes, STRICT);
		return same(toCbor(value), bytes) ? value : null;
	} catch {
		return null;
	}
}

/** One value after the other (RFC 8742); `null` where one is not in its deterministic encoding. */
export function fromCborSequence(bytes: Uint8Array): readonly unknown[] | null {
	const values: unknown[] = [];
	try {
		for (let rest = bytes; rest.length > 0;) {
			const [value, left] = decodeFirst(rest, STRICT) as [unknown, Uint8Array];
			if (!same(toCbor(value), rest.subarray(0, rest.length - left.length))) return null;
			values.push(value);
			rest = left;
		}
		return values;
	} catch {
		return null;
	}
}

/** Not in constant time: for what is no secret. */
function same(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
