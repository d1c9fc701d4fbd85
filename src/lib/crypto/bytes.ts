/** Bytes put together and compared: no primitive, and what every one of them needs. */
import type { Bytes } from '../domain/cbor.ts';

const utf8 = new TextEncoder();

/** Compares in a time that depends on the length only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	let difference = 0;
	for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
	return difference === 0;
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** A domain string, a zero byte, then the parts: what is signed can never be read as something else. */
export function framed(domain: string, ...parts: readonly Uint8Array[]): Bytes {
	return concat(utf8.encode(domain), new Uint8Array(1), ...parts);
}
