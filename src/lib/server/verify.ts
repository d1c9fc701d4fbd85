/**
 * The only file of the server that calls a primitive: SHA-256, HMAC-SHA-256 for nonces, verification of Ed25519. It opens and
 * signs nothing. Domain strings: `docs/formats.md`.
 */
import { createHash, createHmac, createPublicKey, hash, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { toCbor, type Bytes } from '../domain/cbor.ts';
import { isLowOrder, isLowOrderAgreement } from '../domain/low-order.ts';
import { ID_BYTES, SIGNATURE_BYTES, type DeviceKeys, type SignedOperation } from '../sync/protocol/index.ts';
import type { Primitives } from '../team/index.ts';

/** What a signature is about, or an id a hash of. */
export const DOMAINS = {
	member: 'repit/v1/member',
	entry: 'repit/v1/entry',
	lost: 'repit/v1/lost',
	pack: 'repit/v1/pack',
	auth: 'repit/v1/auth',
	courier: 'repit/v1/courier',
	device: 'repit/v1/device',
	space: 'repit/v1/space'
} as const;
type Domain = (typeof DOMAINS)[keyof typeof DOMAINS];

export function sha256(...parts: readonly Uint8Array[]): Bytes {
	return new Uint8Array(hash('sha256', parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts), 'buffer'));
}

/** Of what comes in parts. */
export function sha256Of(): { add(part: Uint8Array): void; done(): Bytes } {
	const of = createHash('sha256');
	return { add: (part) => of.update(part), done: () => new Uint8Array(of.digest()) };
}

export function mac(key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes {
	const of = createHmac('sha256', key);
	for (const part of parts) of.update(part);
	return new Uint8Array(of.digest());
}

export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Ed25519 off the main thread. A malformed key or signature is not valid, nor is anything under a key of low order. */
export async function isSigned(
	publicKey: Uint8Array,
	signature: Uint8Array,
	domain: Domain,
	...parts: readonly Uint8Array[]
): Promise<boolean> {
	const key = signature.length === SIGNATURE_BYTES ? keyObject(publicKey) : null;
	if (!key) return false;
	const message = framed(domain, ...parts);
	return new Promise((resolve) => verify(null, message, key, signature, (error, right) => resolve(!error && right)));
}

export const primitives: Primitives = {
	hash: ({ op, sig }) => Promise.resolve(sha256(op, sig)),
	verify: (key, { op, sig }) => isSigned(key, sig, DOMAINS.member, op),
	deviceId: ({ sig, kem }) => Promise.resolve(idOf(DOMAINS.device, toCbor({ kem, sig }))),
	spaceId: ({ op, sig }) => Promise.resolve(spaceIdOf({ op, sig })),
	sound: ({ sig, kem, courier }: DeviceKeys) =>
		!isLowOrder(sig) && !isLowOrderAgreement(kem) && !(courier && isLowOrder(courier))
};

/** For a chain that was proven when it was appended. */
export const trusting: Primitives = { ...primitives, verify: () => Promise.resolve(true) };

export function spaceIdOf({ op, sig }: SignedOperation): Bytes {
	return idOf(DOMAINS.space, op, sig);
}

const EMPTY = new Uint8Array(0);
const MAX_KEYS = 20_000;
const keys = new Map<string, KeyObject | null>();

/** Reading a key costs about as much as verifying with it. */
function keyObject(raw: Uint8Array): KeyObject | null {
	const x = Buffer.from(raw).toString('base64url');
	let key = keys.get(x);
	if (key === undefined) {
		key = readKey(raw, x);
		if (keys.size >= MAX_KEYS) keys.clear();
		keys.set(x, key);
	}
	return key;
}

function readKey(raw: Uint8Array, x: string): KeyObject | null {
	if (raw.length !== 32 || isLowOrder(raw)) return null;
	try {
		return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
	} catch {
		return null;
	}
}

function idOf(domain: Domain, ...parts: readonly Uint8Array[]): Bytes {
	return sha256(framed(domain, ...parts)).slice(0, ID_BYTES);
}

function framed(domain: Domain, ...parts: readonly Uint8Array[]): Bytes {
	return new Uint8Array(Buffer.concat([Buffer.from(domain), Buffer.of(0), ...parts]));
}
