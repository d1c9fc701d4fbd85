/**
 * One envelope for an entry of the journal, the same at rest, in transit, on the server and in backups.
 *
 *     header   deterministic CBOR, clear to the server: version, suite, space, device, seq, previous hash, epoch,
 *              membership head, length of ct
 *     inner    AES-256-GCM under HKDF(case key, entry id): the content; without the case key the entry is shredded.
 *              An entry of the space itself has no inner layer
 *     outer    AES-256-GCM under HKDF(epoch key, entry id): hides which case; locks out a removed member
 *     sig      Ed25519 over the domain, SHA-256(header), SHA-256(ct)
 *
 * Both layers take the header bytes as associated data. The outer content is padded, so that only a few sizes exist.
 * Byte layout and limits: `docs/formats.md`, "Entry".
 */
import { flat } from '../domain/flat-cbor.ts';
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { pad, paddedSize, unpad } from './padding.ts';
import {
	concat,
	deriveSealKey,
	equal,
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
	type Secret,
	type SigningKey
} from './suite.ts';
import type { MembershipHead } from './space.ts';

const VERSION = 1;
const SUITE = 1;
const ID_BYTES = 16;
const MAX_SEQ = 2 ** 48;
const MAX_HEADER_BYTES = 256;
/** A whole entry; looked at before anything is decoded. */
export const MAX_ENTRY_BYTES = 160 * 1024;
/** A content before it is sealed. */
export const MAX_CONTENT_BYTES = 64 * 1024;

const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const anyBytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const OfCase = z.tuple([bytes(ID_BYTES), bytes(NONCE_BYTES), anyBytes]);
const OfSpace = z.tuple([anyBytes]);
const Inner = z.union([OfCase, OfSpace]);

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
	/** Of the epoch that the header names. */
	readonly epochKey: Secret;
	/** The case the entry belongs to: its key, and the random reference that names the key. `null`: the space itself. */
	readonly caseKey: { readonly ref: Bytes; readonly key: Secret } | null;
	readonly signingKey: SigningKey;
}

/** Throws for a content above {@link MAX_CONTENT_BYTES}. */
export async function sealEntry(
	{ epochKey, caseKey, signingKey }: SealingKeys,
	place: Omit<EntryHeader, 'length'>,
	content: Uint8Array
): Promise<SealedEntry> {
	if (content.length > MAX_CONTENT_BYTES) throw new Error('an entry has its limit');
	const innerIv = randomBytes(NONCE_BYTES);
	const innerOf = (sealed: Uint8Array) => toCbor(caseKey ? [caseKey.ref, innerIv, sealed] : [content]);
	const innerLength = innerOf(new Uint8Array(content.length + TAG_BYTES)).length;
	const header: EntryHeader = { ...place, length: NONCE_BYTES + paddedSize(innerLength) + TAG_BYTES };
	const headerBytes = encodeHeader(header);
	const id = await entryId(header);
	const sealInner = async (key: Secret) =>
		seal(await deriveSealKey(key, id, DOMAINS.inner), innerIv, content, headerBytes);
	const [outerKey, sealed] = await Promise.all([
		deriveSealKey(epochKey, id, DOMAINS.outer),
		caseKey ? sealInner(caseKey.key) : content
	]);
	const outerIv = randomBytes(NONCE_BYTES);
	const ct = concat(outerIv, await seal(outerKey, outerIv, pad(innerOf(sealed)), headerBytes));
	const [headerHash, ctHash] = await Promise.all([sha256(headerBytes), sha256(ct)]);
	const sig = await sign(signingKey, framed(DOMAINS.entry, headerHash, ctHash));
	return { header, bytes: toCbor([headerBytes, ct, sig]), hash: await sha256(headerBytes, ctHash, sig) };
}

export interface ParsedEntry extends SealedEntry {
	readonly parts: readonly [header: Bytes, ct: Bytes, sig: Bytes];
	readonly headerHash: Bytes;
	readonly ctHash: Bytes;
}

/** An entry taken apart and its sizes checked; nothing is believed yet. `null` when it is not an entry. */
export async function parseEntry(raw: Uint8Array): Promise<ParsedEntry | null> {
	if (raw.length > MAX_ENTRY_BYTES) return null;
	const parts = flat(raw, (read) => {
		read.array(3);
		const headerBytes = read.bytes(0, MAX_HEADER_BYTES);
		const ct = read.bytes(0, raw.length);
		const sig = read.bytes(SIGNATURE_BYTES);
		const header = decodeHeader(headerBytes);
		return header?.length === ct.length ? { header, headerBytes, ct, sig } : null;
	});
	if (!parts) return null;
	const { header, headerBytes, ct, sig } = parts;
	const [headerHash, ctHash] = await Promise.all([sha256(headerBytes), sha256(ct)]);
	const hash = await sha256(headerBytes, ctHash, sig);
	return { header, bytes: raw as Bytes, hash, parts: [headerBytes, ct, sig], headerHash, ctHash };
}

export interface OpeningKeys {
	/** The key of the epoch in force where the header says it was written, or `null` when it claims what never was. */
	epochKeyFor(header: EntryHeader): Secret | null;
	/** The case key for a reference, or `null` when it was shredded or never known. */
	caseKeyOf(ref: Bytes): Promise<Secret | null>;
	/** Raw Ed25519 public key of the device that must have signed. */
	readonly signer: Uint8Array;
}

export interface OpenedEntry {
	readonly header: EntryHeader;
	readonly hash: Bytes;
	/** Names the case's key; `null` for an entry of the space itself. */
	readonly ref: Bytes | null;
	readonly content: Bytes;
}

/** The content of an entry in its place; `null` whatever does not match, with no word on what. */
export async function openEntry(
	keys: OpeningKeys,
	raw: Uint8Array,
	space: Uint8Array,
	device: Uint8Array
): Promise<OpenedEntry | null> {
	const entry = await parseEntry(raw);
	if (!entry || !equal(entry.header.space, space) || !equal(entry.header.device, device)) return null;
	const { header, hash, headerHash, ctHash } = entry;
	const epochKey = keys.epochKeyFor(header);
	if (!epochKey) return null;
	if (!(await verify(keys.signer, entry.parts[2], framed(DOMAINS.entry, headerHash, ctHash)))) return null;
	const inner = await openOuter(entry, epochKey);
	if (!inner) return null;
	if (inner.ref === null) return { header, hash, ref: null, content: inner.content };
	const caseKey = await keys.caseKeyOf(inner.ref);
	const content = caseKey && (await openInner(entry, inner, caseKey));
	return content && { header, hash, ref: inner.ref, content };
}

/** What is left once the outer layer is open: the content, or the inner layer of a case. */
export type InnerLayer =
	{ readonly ref: null; readonly content: Bytes } | { readonly ref: Bytes; readonly iv: Bytes; readonly sealed: Bytes };

/** `null` whatever does not match. The signature is not looked at. */
export async function openOuter(entry: ParsedEntry, epochKey: Secret): Promise<InnerLayer | null> {
	const [headerBytes, ct] = entry.parts;
	const outerKey = await deriveSealKey(epochKey, await entryId(entry.header), DOMAINS.outer);
	const padded = await open(outerKey, ct.subarray(0, NONCE_BYTES), ct.subarray(NONCE_BYTES), headerBytes);
	const plain = padded && unpad(padded);
	const inner = Inner.safeParse(plain && fromCbor(plain));
	if (!inner.success) return null;
	if (inner.data.length === 1) return { ref: null, content: inner.data[0] };
	const [ref, iv, sealed] = inner.data;
	return { ref, iv, sealed };
}

export async function openInner(
	entry: ParsedEntry,
	{ iv, sealed }: Extract<InnerLayer, { readonly ref: Bytes }>,
	caseKey: Secret
): Promise<Bytes | null> {
	const key = await deriveSealKey(caseKey, await entryId(entry.header), DOMAINS.inner);
	return open(key, iv, sealed, entry.parts[0]);
}

function encodeHeader(header: EntryHeader): Bytes {
	const { space, device, seq, prev, epoch, membership, length } = header;
	return toCbor([VERSION, SUITE, space, device, seq, prev, epoch, [membership.n, membership.hash], length]);
}

/** The first entry, and no other, has nothing before it. */
function decodeHeader(raw: Uint8Array): EntryHeader | null {
	return flat(raw, (read) => {
		read.array(9);
		if (read.count(MAX_SEQ) !== VERSION || read.count(MAX_SEQ) !== SUITE) return null;
		const [space, device] = [read.bytes(ID_BYTES), read.bytes(ID_BYTES)];
		const [seq, prev, epoch] = [read.count(MAX_SEQ), read.bytes(HASH_BYTES), read.count(MAX_SEQ)];
		read.array(2);
		const membership = { n: read.count(MAX_SEQ), hash: read.bytes(HASH_BYTES) };
		const length = read.count(MAX_SEQ);
		if (seq === 0 || (seq === 1 && !equal(prev, NO_PREVIOUS))) return null;
		return { space, device, seq, prev, epoch, membership, length };
	});
}

async function entryId({ space, device, seq }: Pick<EntryHeader, 'space' | 'device' | 'seq'>): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.entryId, toCbor([space, device, seq])))).slice(0, ID_BYTES);
}
