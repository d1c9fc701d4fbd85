/**
 * Ed25519 (RFC 8032) and X25519 (RFC 7748) in JavaScript, where the browser has none or computes them wrongly. Fetched only then, and called by `suite.ts` alone. A private key is bytes in this Worker here: it is wiped with the
 * Worker, and nothing but {@link SoftSigningKey} holds it longer than one call.
 */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from '../domain/cbor.ts';
import { concat } from './bytes.ts';

const KEY_BYTES = 32;
/** PKCS #8 of a key up to its 32 bytes (RFC 8410 section 7). */
const PKCS8 = {
	ed25519: new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]),
	x25519: new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32])
};
type Curve = keyof typeof PKCS8;

/** An Ed25519 key that signs and shows nothing of itself. */
export class SoftSigningKey {
	readonly type = 'private';
	readonly extractable = false;
	readonly #seed: Uint8Array;

	constructor(pkcs8: Uint8Array) {
		this.#seed = rawOf('ed25519', pkcs8);
	}

	sign(message: Uint8Array): Bytes {
		return new Uint8Array(ed25519.sign(message, this.#seed));
	}

	get publicKey(): Bytes {
		return new Uint8Array(ed25519.getPublicKey(this.#seed));
	}
}

/** Public half raw, private half in PKCS #8. */
export function keysOf(curve: Curve, raw: Uint8Array): { readonly publicKey: Bytes; readonly privateKey: Bytes } {
	const made = curve === 'ed25519' ? ed25519.getPublicKey(raw) : x25519.getPublicKey(raw);
	return { publicKey: new Uint8Array(made), privateKey: concat(PKCS8[curve], raw) };
}

/** As strictly as RFC 8032 has it. */
export function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
	return ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** Throws for a point of low order or a malformed key. */
export function agree(privatePkcs8: Uint8Array, publicKey: Uint8Array): Bytes {
	const raw = rawOf('x25519', privatePkcs8);
	try {
		return new Uint8Array(x25519.getSharedSecret(raw, publicKey));
	} finally {
		raw.fill(0);
	}
}

/** The 32 bytes of a private key; throws for anything but a key of this curve. */
export function rawOf(curve: Curve, pkcs8: Uint8Array): Uint8Array {
	const head = PKCS8[curve];
	if (pkcs8.length !== head.length + KEY_BYTES || head.some((byte, at) => pkcs8[at] !== byte))
		throw new Error('not a private key of this curve');
	return pkcs8.slice(head.length);
}
