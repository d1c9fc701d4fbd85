/**
 * What a device says besides entries: that some of its entries will never come (`docs/protocol.md`, 5.3), and that a pack holds
 * exactly what it should (9.5).
 */
import { toCbor } from './cbor.ts';
import type { Device } from './device.ts';
import { DOMAINS } from './domains.ts';
import { framed, sign, verify, type Bytes } from './suite.ts';

const VERSION = 1;

export interface Hole {
	readonly space: Uint8Array;
	/** First and last number that will never come. */
	readonly from: number;
	readonly to: number;
	/** Of the entry `to`, which the next one names. */
	readonly hash: Uint8Array;
}

export interface Statement {
	readonly bytes: Bytes;
	readonly sig: Bytes;
}

export async function signHole(device: Device, { space, from, to, hash }: Hole): Promise<Statement> {
	const bytes = toCbor([VERSION, space, device.id, from, to, hash]);
	return { bytes, sig: await sign(device.signingKey, framed(DOMAINS.lost, bytes)) };
}

export function verifyHole(publicKey: Uint8Array, { bytes, sig }: Statement): Promise<boolean> {
	return verify(publicKey, sig, framed(DOMAINS.lost, bytes));
}

export interface Pack {
	readonly space: Uint8Array;
	readonly blob: Uint8Array;
	/** Of the stored file. */
	readonly hash: Uint8Array;
	/** SHA-256 of the parent's statement. */
	readonly parent: Uint8Array | null;
	readonly ends: readonly (readonly [device: Uint8Array, seq: number, hash: Uint8Array])[];
}

/** By its maker, or by whoever has made it again and found the same. */
export async function signPack(device: Device, { space, blob, hash, parent, ends }: Pack): Promise<Statement> {
	const bytes = toCbor([VERSION, space, blob, hash, parent, ends]);
	return { bytes, sig: await sign(device.signingKey, framed(DOMAINS.pack, bytes)) };
}

export function verifyPack(publicKey: Uint8Array, { bytes, sig }: Statement): Promise<boolean> {
	return verify(publicKey, sig, framed(DOMAINS.pack, bytes));
}
