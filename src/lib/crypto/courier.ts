/**
 * The courier's key (`docs/protocol.md`, 12): a further Ed25519 key of a device, kept by the browser as it is, for the time in which
 * the vault is locked. It cannot be exported, it opens nothing, and it signs nothing but a login, under a domain of its own: so
 * whoever has it can carry sealed items to and from one server as this device, until the team has removed it, and nothing else.
 */
import { DOMAINS } from './domains.ts';
import { loginBytes, type Login } from './login.ts';
import {
	framed,
	generateFixedSigningKeys,
	ownEd25519,
	randomBytes,
	sign,
	verify,
	type Bytes,
	type SigningKey
} from './suite.ts';

/** Whether this browser can keep such a key: without an Ed25519 of its own, bytes would stand on the disk in clear. */
export function keepsCourierKeys(): Promise<boolean> {
	return ownEd25519();
}

export function createCourierKey(): Promise<{ readonly publicKey: Bytes; readonly signingKey: CryptoKey }> {
	return generateFixedSigningKeys();
}

export function signCourierLogin(courierKey: SigningKey, login: Login): Promise<Bytes> {
	return sign(courierKey, framed(DOMAINS.courierLogin, loginBytes(login)));
}

/** Whether both halves belong together: by a login to nowhere, which was over long ago. */
export async function isCourierKey(courierKey: SigningKey, publicKey: Uint8Array): Promise<boolean> {
	const nowhere = new Uint8Array(16);
	const login: Login = { origin: '', space: nowhere, device: nowhere, nonce: randomBytes(32), exp: 0 };
	try {
		const sig = await signCourierLogin(courierKey, login);
		return await verify(publicKey, sig, framed(DOMAINS.courierLogin, loginBytes(login)));
	} catch {
		// Not a key that signs.
		return false;
	}
}
