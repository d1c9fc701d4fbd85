/**
 * Epoch keys on their way to other devices: sealed to each, listed so that the list can be signed and audited, and linked to
 * the epoch before. Byte layout: `docs/protocol.md`, 4.
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import { Redacted, reveal } from './redacted.ts';
import { commitTo, type MembershipHead } from './space.ts';
import {
	concat,
	deriveSealKey,
	equal,
	importSecret,
	KEY_BYTES,
	NONCE_BYTES,
	open,
	openSealed,
	randomBytes,
	seal,
	sealTo,
	sha256,
	TAG_BYTES,
	type Bytes,
	type KeyPair,
	type SealedTo,
	type Secret
} from './suite.ts';

const VERSION = 1;
const NO_SALT = new Uint8Array(0);
const MAX_LIST_BYTES = 64 * 1024;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const List = z.array(z.tuple([bytes(ID_BYTES), bytes(KEY_BYTES), bytes(KEY_BYTES + TAG_BYTES)]));

/** Which key, and for whom: nothing sealed for one opens for another. */
export interface EpochPlace {
	readonly space: Uint8Array;
	readonly epoch: number;
	/** The operation before the one that carries the envelope. */
	readonly head: MembershipHead;
	readonly device: Uint8Array;
}

/** For one device; `null` where its key is none. */
export async function sealEpochKey(
	place: EpochPlace,
	kem: Uint8Array,
	epochKey: Redacted<Bytes>
): Promise<SealedTo | null> {
	const commit = await commitTo(await importSecret(reveal(epochKey)));
	return sealTo(kem, infoOf(place), reveal(epochKey), commit);
}

/** The key in an envelope, if it is the one that the epoch's operation commits to; `null` whatever does not match. */
export async function openEpochKey(
	place: EpochPlace,
	keys: Pick<KeyPair, 'publicKey' | 'privateKey'>,
	sealed: SealedTo,
	commit: Uint8Array
): Promise<Redacted<Bytes> | null> {
	return committed(await openSealed(keys, infoOf(place), sealed, commit), commit);
}

export interface Envelope extends SealedTo {
	readonly device: Bytes;
}

/** The list of a new epoch, and the hash of it that its operation signs. */
export async function listEnvelopes(envelopes: readonly Envelope[]): Promise<{ list: Bytes; hash: Bytes }> {
	const sorted = envelopes.toSorted((a, b) => compare(a.device, b.device));
	const list = toCbor(sorted.map(({ device, enc, ct }) => [device, enc, ct]));
	return { list, hash: await sha256(list) };
}

/**
 * The audit of a list: it is the signed one, and for exactly these devices (in the order of their ids). `null` otherwise: a
 * ghost among the recipients, or one left out.
 */
export async function auditEnvelopes(
	list: Uint8Array,
	signed: Uint8Array,
	devices: readonly Uint8Array[]
): Promise<readonly Envelope[] | null> {
	if (list.length > MAX_LIST_BYTES || !equal(await sha256(list), signed)) return null;
	const parsed = List.safeParse(fromCbor(list));
	if (!parsed.success || parsed.data.length !== devices.length) return null;
	const envelopes = parsed.data.map(([device, enc, ct]) => ({ device, enc, ct }));
	return envelopes.every(({ device }, i) => equal(device, devices[i] ?? NO_SALT)) ? envelopes : null;
}

/** The key of the epoch before, for those who come later: 60 bytes. */
export async function sealLink(space: Uint8Array, epoch: number, key: Secret, before: Redacted<Bytes>): Promise<Bytes> {
	const iv = randomBytes(NONCE_BYTES);
	const linking = await deriveSealKey(key, NO_SALT, DOMAINS.epochLink);
	return concat(iv, await seal(linking, iv, reveal(before), linkPlace(space, epoch)));
}

/** The key of the epoch before, if that is what its operation commits to. */
export async function openLink(
	space: Uint8Array,
	epoch: number,
	key: Secret,
	link: Uint8Array,
	commitBefore: Uint8Array
): Promise<Redacted<Bytes> | null> {
	const linking = await deriveSealKey(key, NO_SALT, DOMAINS.epochLink);
	const place = linkPlace(space, epoch);
	const opened = await open(linking, link.subarray(0, NONCE_BYTES), link.subarray(NONCE_BYTES), place);
	return committed(opened, commitBefore);
}

async function committed(key: Bytes | null, commit: Uint8Array): Promise<Redacted<Bytes> | null> {
	if (key?.length !== KEY_BYTES) return null;
	if (equal(await commitTo(await importSecret(key)), commit)) return new Redacted(key);
	key.fill(0);
	return null;
}

function infoOf({ space, epoch, head, device }: EpochPlace): Bytes {
	return toCbor([DOMAINS.epochSeal, space, epoch, [head.n, head.hash], device]);
}

function linkPlace(space: Uint8Array, epoch: number): Bytes {
	return toCbor([DOMAINS.epochLink, VERSION, space, epoch]);
}

function compare(a: Uint8Array, b: Uint8Array): number {
	const at = a.findIndex((byte, i) => byte !== b[i]);
	return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
