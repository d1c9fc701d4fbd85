/** Why a case was erased, for the members: sealed in the operation that erases it (`docs/protocol.md`, 9.7). */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import { pad, unpad } from './padding.ts';
import { concat, deriveSealKey, NONCE_BYTES, open, randomBytes, seal, type Bytes, type Secret } from './suite.ts';

const VERSION = 1;
const id = z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === ID_BYTES);
const line = z.string().check(z.maxLength(500));
const Note = z.strictObject({ v: z.literal(VERSION), case: id, reason: line, basis: line, by: id });

export interface ShredNote {
	readonly case: Bytes;
	readonly reason: string;
	/** What allows or asks for it. */
	readonly basis: string;
	/** Member. */
	readonly by: Bytes;
}

/** `epochKey` of the epoch in force; `ref` names the key of the case. */
export async function sealShredNote(
	epochKey: Secret,
	space: Uint8Array,
	ref: Uint8Array,
	{ case: caseId, reason, basis, by }: ShredNote
): Promise<Bytes> {
	const iv = randomBytes(NONCE_BYTES);
	const plain = pad(toCbor({ v: VERSION, case: caseId, reason, basis, by }));
	return concat(iv, await seal(await deriveSealKey(epochKey, ref, DOMAINS.shred), iv, plain, placeOf(space, ref)));
}

export async function openShredNote(
	epochKey: Secret,
	space: Uint8Array,
	ref: Uint8Array,
	note: Uint8Array
): Promise<ShredNote | null> {
	const [iv, ct] = [note.subarray(0, NONCE_BYTES), note.subarray(NONCE_BYTES)];
	const padded = await open(await deriveSealKey(epochKey, ref, DOMAINS.shred), iv, ct, placeOf(space, ref));
	const plain = padded && unpad(padded);
	const parsed = Note.safeParse(plain && fromCbor(plain));
	if (!parsed.success) return null;
	const { case: caseId, reason, basis, by } = parsed.data;
	return { case: caseId, reason, basis, by };
}

function placeOf(space: Uint8Array, ref: Uint8Array): Bytes {
	return toCbor([DOMAINS.shred, VERSION, space, ref]);
}
