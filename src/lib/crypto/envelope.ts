/**
 * One envelope for an entry of the journal, the same at rest, in transit, on the server and in backups.
 *
 *     header   deterministic CBOR, clear to the server: version, suite, space, device, seq, previous hash, epoch,
 *              membership head, length of ct
 *     inner    AES-256-GCM under HKDF(case key, entry id): the content; without the case key the entry is shredded
 *     outer    AES-256-GCM under HKDF(epoch key, entry id): hides which case; locks out a removed member
 *     sig      Ed25519 over the domain, SHA-256(header), SHA-256(ct)
 *
 * Both layers take the header bytes as associated data. The outer content is padded, so that only a few sizes exist.
 * Byte layout and limits: `docs/formats.md`, "Entry".
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { pad, paddedSize, unpad } from './padding.ts';
import {
	concat,
	deriveSealKey,
	framed,
	HASH_BYTES,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	sha256,
	sign,
	SIGNATURE_BYTES,
	TAG_BYTES,
	verify,
	type Bytes,
	type Secret
} from './suite.ts';
import type { MembershipHead } from './space.ts';

export const ENTRY_VERSION = 1;
const SUITE = 1;
const ID_BYTES = 16;
const MAX_SEQ = 2 ** 48;

const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const anyBytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const count = z.int().check(z.minimum(0), z.maximum(MAX_SEQ));

const HeaderTuple = z.tuple([
	z.literal(ENTRY_VERSION),
	z.literal(SUITE),
	bytes(ID_BYTES),
	bytes(ID_BYTES),
	count,
	bytes(HASH_BYTES),
	count,
	z.tuple([count, bytes(HASH_BYTES)]),
	count
]);
const EntryTuple = z.tuple([anyBytes, anyBytes, bytes(SIGNATURE_BYTES)]);
const InnerTuple = z.tuple([bytes(ID_BYTES), bytes(NONCE_BYTES), anyBytes]);

export interface EntryHeader {
	readonly space: Bytes;
	readonly device: Bytes;
	/** From 1, without a gap, per device. */
	readonly seq: number;
	/** Hash of the device's entry before; zeros for the first. */
	readonly prev: Bytes;
	readonly epoch: number;
	readonly membership: MembershipHead;
	readonly length: number;
}

export interface SealedEntry {
	readonly header: EntryHeader;
	/** The whole entry as stored and sent. */
	readonly bytes: Bytes;
	/** Links the device's next entry to this one. */
	readonly hash: Bytes;
}

/** `prev` of a device's first entry. */
export const NO_PREVIOUS: Bytes = new Uint8Array(HASH_BYTES);

export interface SealingKeys {
	readonly epochKey: Secret;
	/** The case the entry belongs to: its key, and the random reference that names the key. */
	readonly caseKey: { readonly ref: Bytes; readonly key: Secret };
	readonly signingKey: CryptoKey;
}

export async function sealEntry(
	keys: SealingKeys,
	place: Omit<EntryHeader, 'length'>,
	content: Uint8Array
): Promise<SealedEntry> {
	const innerIv = randomBytes(NONCE_BYTES);
	const innerLength = toCbor([keys.caseKey.ref, innerIv, new Uint8Array(content.length + TAG_BYTES)]).length;
	const header: EntryHeader = { ...place, length: NONCE_BYTES + paddedSize(innerLength) + TAG_BYTES };
	const headerBytes = encodeHeader(header);
	const id = await entryId(header);
	const [innerKey, outerKey] = await Promise.all([
		deriveSealKey(keys.caseKey.key, id, DOMAINS.inner),
		deriveSealKey(keys.epochKey, id, DOMAINS.outer)
	]);
	const inner = toCbor([keys.caseKey.ref, innerIv, await seal(innerKey, innerIv, content, headerBytes)]);
	const outerIv = randomBytes(NONCE_BYTES);
	const ct = concat(outerIv, await seal(outerKey, outerIv, pad(inner), headerBytes));
	const [headerHash, ctHash] = await Promise.all([sha256(headerBytes), sha256(ct)]);
	const sig = await sign(keys.signingKey, framed(DOMAINS.entry, headerHash, ctHash));
	return { header, bytes: toCbor([headerBytes, ct, sig]), hash: await sha256(headerBytes, ctHash, sig) };
}

/** An entry taken apart and its sizes checked; nothing is believed yet. `null` when it is not an entry. */
export async function parseEntry(
	raw: Uint8Array
): Promise<(SealedEntry & { readonly parts: readonly [header: Bytes, ct: Bytes, sig: Bytes] }) | null> {
	const parts = EntryTuple.safeParse(fromCbor(raw));
	if (!parts.success) return null;
	const [headerBytes, ct, sig] = parts.data;
	const header = decodeHeader(headerBytes);
	if (!header || header.length !== ct.length) return null;
	if (header.seq === 0 || (header.seq === 1 && !sameBytes(header.prev, NO_PREVIOUS))) return null;
	return { header, bytes: raw as Bytes, hash: await sha256(headerBytes, await sha256(ct), sig), parts: parts.data };
}

export interface OpeningKeys {
	readonly epochKey: Secret;
	/** The case key for a reference, or `null` when it was shredded or never known. */
	caseKeyOf(ref: Bytes): Promise<Secret | null>;
	/** Raw Ed25519 public key of the device that must have signed. */
	readonly signer: Uint8Array;
}

/** The content of an entry in its place; `null` whatever does not match, with no word on what. */
export async function openEntry(
	keys: OpeningKeys,
	raw: Uint8Array,
	space: Uint8Array,
	device: Uint8Array
): Promise<{ header: EntryHeader; hash: Bytes; ref: Bytes; content: Bytes } | null> {
	const entry = await parseEntry(raw);
	if (!entry || !sameBytes(entry.header.space, space) || !sameBytes(entry.header.device, device)) return null;
	const [headerBytes, ct, sig] = entry.parts;
	const signed = framed(DOMAINS.entry, await sha256(headerBytes), await sha256(ct));
	if (!(await verify(keys.signer, sig, signed))) return null;
	const id = await entryId(entry.header);
	const outerKey = await deriveSealKey(keys.epochKey, id, DOMAINS.outer);
	const padded = await open(outerKey, ct.subarray(0, NONCE_BYTES), ct.subarray(NONCE_BYTES), headerBytes);
	const plain = padded && unpad(padded);
	const inner = InnerTuple.safeParse(plain && fromCbor(plain));
	if (!inner.success) return null;
	const [ref, iv, sealed] = inner.data;
	const caseKey = await keys.caseKeyOf(ref);
	if (!caseKey) return null;
	const content = await open(await deriveSealKey(caseKey, id, DOMAINS.inner), iv, sealed, headerBytes);
	return content && { header: entry.header, hash: entry.hash, ref, content };
}

export function encodeHeader(header: EntryHeader): Bytes {
	const { space, device, seq, prev, epoch, membership, length } = header;
	return toCbor([ENTRY_VERSION, SUITE, space, device, seq, prev, epoch, [membership.n, membership.hash], length]);
}

function decodeHeader(raw: Uint8Array): EntryHeader | null {
	const tuple = HeaderTuple.safeParse(fromCbor(raw));
	if (!tuple.success) return null;
	const [, , space, device, seq, prev, epoch, [n, hash], length] = tuple.data;
	return { space, device, seq, prev, epoch, membership: { n, hash }, length };
}

async function entryId({ space, device, seq }: Pick<EntryHeader, 'space' | 'device' | 'seq'>): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.entryId, toCbor([space, device, seq])))).slice(0, ID_BYTES);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
