/** A device's identity: an Ed25519 key that signs and an X25519 key that epoch keys are sealed to. */
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { reveal } from './redacted.ts';
import { framed, generateAgreementKeys, generateSigningKeys, importSigningKey, sha256, type Bytes } from './suite.ts';

export const ID_BYTES = 16;

/** What others know of a device. `courier` is the key that may carry envelopes while locked, or nothing. */
export interface DevicePublic {
	readonly sig: Bytes;
	readonly kem: Bytes;
	readonly courier: Bytes | null;
}

export interface Device {
	readonly id: Bytes;
	readonly public: DevicePublic;
	readonly signingKey: CryptoKey;
	/** PKCS #8 of both private keys, to be stored sealed. */
	readonly stored: { readonly sig: Bytes; readonly kem: Bytes };
}

export async function createDevice(): Promise<Device> {
	const [sig, kem] = await Promise.all([generateSigningKeys(), generateAgreementKeys()]);
	return loadDevice(
		{ sig: sig.publicKey, kem: kem.publicKey, courier: null },
		{ sig: reveal(sig.privateKey), kem: reveal(kem.privateKey) }
	);
}

export async function loadDevice(known: DevicePublic, stored: Device['stored']): Promise<Device> {
	return { id: await deviceId(known), public: known, signingKey: await importSigningKey(stored.sig), stored };
}

/** A hash of both public keys, so that an id can never be given to other keys. */
export async function deviceId({ sig, kem }: Pick<DevicePublic, 'sig' | 'kem'>): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.device, toCbor({ kem, sig })))).slice(0, ID_BYTES);
}
