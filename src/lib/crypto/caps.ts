/**
 * The self-test at the start: whether every primitive of the suite gives its published answer here, by whichever way the suite does
 * it. Below this nothing is kept: what AES-GCM or HKDF compute wrongly can never be opened again.
 */
import { equal } from './bytes.ts';
import { AES_GCM, ARGON2ID, ED25519, HKDF, HMAC, SHA256, X25519 } from './known-answers.ts';
import {
	agree,
	deriveBytes,
	deriveSealKey,
	importMacKey,
	importSecret,
	importSigningKey,
	mac,
	open,
	seal,
	sha256,
	sign,
	stretch,
	verify
} from './suite.ts';

const NO_SALT = new Uint8Array(0);

const hasSha256 = () => gives(SHA256.out, () => sha256(SHA256.message));

const hasHmac = () => gives(HMAC.out, async () => mac(await importMacKey(HMAC.key), HMAC.message));

const hasHkdf = () =>
	gives(HKDF.out, async () => deriveBytes(await importSecret(HKDF.secret), NO_SALT, '', HKDF.out.length));

const hasAesGcm = () =>
	holds(async () => {
		const { info, nonce, plain, associated, sealed } = AES_GCM;
		const key = await deriveSealKey(await importSecret(HKDF.secret), NO_SALT, info);
		const opened = await open(key, nonce, sealed, associated);
		return (
			equal(await seal(key, nonce, plain, associated), sealed) &&
			opened !== null &&
			equal(opened, plain) &&
			(await open(key, nonce, sealed, plain)) === null
		);
	});

export const hasEd25519 = () =>
	holds(async () => {
		const { publicKey, privateKey, message, other, signature } = ED25519;
		const made = await sign(await importSigningKey(privateKey), message);
		return (
			(await verify(publicKey, signature, message)) &&
			(await verify(publicKey, made, message)) &&
			!(await verify(publicKey, signature, other))
		);
	});

export const hasX25519 = () => gives(X25519.shared, async () => agree(X25519.privateKey, X25519.publicKey));

export const hasArgon2id = () => gives(ARGON2ID.out, () => stretch(ARGON2ID.password, ARGON2ID.salt, ARGON2ID.cost));

/** All of them. */
export async function computesRightly(): Promise<boolean> {
	const all = [hasSha256, hasHmac, hasHkdf, hasAesGcm, hasEd25519, hasX25519, hasArgon2id];
	return (await Promise.all(all.map((has) => has()))).every(Boolean);
}

function gives(wanted: Uint8Array, work: () => Promise<Uint8Array | null>): Promise<boolean> {
	return holds(async () => {
		const out = await work();
		return out !== null && equal(out, wanted);
	});
}

function holds(work: () => Promise<boolean>): Promise<boolean> {
	return work().catch(() => false);
}
