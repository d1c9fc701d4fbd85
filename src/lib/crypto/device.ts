/** A device's identity: an Ed25519 key that signs and an X25519 key that epoch keys are sealed to. */
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { reveal, type Redacted } from './redacted.ts';
import {
	framed,
	generateAgreementKeys,
	generateSigningKeys,
	importSigningKey,
	sha256,
	sign,
	verify,
	type Bytes,
	type SigningKey
} from './suite.ts';

export const ID_BYTES = 16;

/** What others know of a device. `courier` is the key that may carry envelopes while locked, or nothing. */
export interface DevicePublic {
	readonly sig: Bytes;
	readonly kem: Bytes;
	readonly courier: Bytes | null;
}

/** PKCS #8 of both private keys: stored sealed, and wiped once they are. */
export interface DeviceSecrets {
	readonly sig: Redacted<Bytes>;
	readonly kem: Redacted<Bytes>;
}

export interface Device {
	readonly id: Bytes;
	readonly public: DevicePublic;
	readonly signingKey: SigningKey;
}

export async function createDevice(): Promise<{ readonly device: Device; readonly secrets: DeviceSecrets }> {
	const [sig, kem] = await Promise.all([generateSigningKeys(), generateAgreementKeys()]);
	const secrets = { sig: sig.privateKey, kem: kem.privateKey };
	const known = { sig: sig.publicKey, kem: kem.publicKey, courier: null };
	return { device: await loadDevice(known, secrets), secrets };
}

/** Throws where the signing key is none, or not the other half of the public one: what it signs, nobody could read. */
export async function loadDevice(known: DevicePublic, secrets: DeviceSecrets): Promise<Device> {
	const signingKey = await importSigningKey(reveal(secrets.sig));
	const trial = framed(DOMAINS.trial, known.sig);
	if (!(await verify(known.sig, await sign(signingKey, trial), trial))) throw new Error('not a pair of keys');
	return { id: await deviceId(known), public: known, signingKey };
}

/** A hash of both public keys, so that an id can never be given to other keys. */
export async function deviceId({ sig, kem }: Pick<DevicePublic, 'sig' | 'kem'>): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.device, toCbor({ kem, sig })))).slice(0, ID_BYTES);
}
