/**
 * The self-test at the start: whether every primitive of the suite gives its published answer here, by whichever way the suite does
 * it. Below this nothing is kept: what AES-GCM or HKDF compute wrongly can never be opened again.
 */
import { equal } from './bytes.ts';
import * as answers from './known-answers.ts';
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

const hasSha256 = () =>
	holds(async () => {
		const { message, out } = answers.sha256Answer();
		return equal(await sha256(message), out);
	});

const hasHmac = () =>
	holds(async () => {
		const { key, message, out } = answers.hmacAnswer();
		return equal(await mac(await importMacKey(key), message), out);
	});

const hasHkdf = () =>
	holds(async () => {
		const { secret, out } = answers.hkdfAnswer();
		return equal(await deriveBytes(await importSecret(secret), NO_SALT, '', out.length), out);
	});

const hasAesGcm = () =>
	holds(async () => {
		const { info, nonce, plain, associated, sealed } = answers.aesGcmAnswer();
		const key = await deriveSealKey(await importSecret(answers.hkdfAnswer().secret), NO_SALT, info);
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
		const { publicKey, privateKey, message, other, signature } = answers.ed25519Answer();
		const made = await sign(await importSigningKey(privateKey), message);
		return (
			(await verify(publicKey, signature, message)) &&
			(await verify(publicKey, made, message)) &&
			!(await verify(publicKey, signature, other))
		);
	});

export const hasX25519 = () =>
	holds(async () => {
		const { privateKey, publicKey, shared } = answers.x25519Answer();
		const agreed = await agree(privateKey, publicKey);
		return agreed !== null && equal(agreed, shared);
	});

export const hasArgon2id = () =>
	holds(async () => {
		const { password, salt, cost, out } = answers.argon2idAnswer();
		return equal(await stretch(password, salt, cost), out);
	});

/** All of them. */
export async function computesRightly(): Promise<boolean> {
	const all = [hasSha256, hasHmac, hasHkdf, hasAesGcm, hasEd25519, hasX25519, hasArgon2id];
	return (await Promise.all(all.map((has) => has()))).every(Boolean);
}

function holds(work: () => Promise<boolean>): Promise<boolean> {
	return work().catch(() => false);
}
