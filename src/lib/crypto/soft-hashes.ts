/**
 * Argon2id (RFC 9106) and SHA-256 of what comes piece by piece, in JavaScript, where there is no WebAssembly. Fetched only then,
 * and called by `suite.ts` alone. Argon2id takes many times longer this way, so it tells how far it is.
 */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../domain/cbor.ts';

const OUT_BYTES = 32;
/** Of the whole, between two tellings. */
const STEP = 0.01;

export async function stretch(
	password: Uint8Array,
	salt: Uint8Array,
	{ m, t }: { readonly m: number; readonly t: number },
	onProgress: (done: number) => void
): Promise<Bytes> {
	let told = 0;
	const tell = (done: number) => {
		if (done < told + STEP) return;
		told = done;
		onProgress(done);
	};
	return new Uint8Array(await argon2idAsync(password, salt, { m, t, p: 1, dkLen: OUT_BYTES, onProgress: tell }));
}

export function sha256Of(): { add(piece: Uint8Array): void; done(): Bytes } {
	const hash = sha256.create();
	return { add: (piece) => void hash.update(piece), done: () => new Uint8Array(hash.digest()) };
}
