/** One random key per case, under the epoch key, in a row of its own: deleting that row shreds the case. */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import type { Epoch } from './space.ts';
import {
	deriveSealKey,
	importSecret,
	KEY_BYTES,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	TAG_BYTES,
	type Bytes,
	type Secret
} from './suite.ts';

const VERSION = 1;
const CASE_ID_BYTES = 16;
const PLAIN_BYTES = KEY_BYTES + CASE_ID_BYTES;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const Wrapped = z.tuple([
	z.literal(VERSION),
	z.int(),
	bytes(ID_BYTES),
	bytes(NONCE_BYTES),
	bytes(PLAIN_BYTES + TAG_BYTES)
]);

export interface CaseKey {
	/** Random name of the key, hidden from the server by the outer layer. */
	readonly ref: Bytes;
	readonly key: Secret;
	readonly caseId: Bytes;
}

/** A new case key and its wrapped form, CBOR `[1, epoch, ref, iv, ct]`. */
export async function createCaseKey(
	epoch: Epoch,
	space: Uint8Array,
	caseId: Uint8Array
): Promise<{ caseKey: CaseKey; wrapped: Bytes }> {
	const ref = randomBytes(ID_BYTES);
	const iv = randomBytes(NONCE_BYTES);
	// Random throughout, then the id over its end: no second copy of the key.
	const plain = randomBytes(PLAIN_BYTES);
	plain.set(caseId, KEY_BYTES);
	const wrapping = await deriveSealKey(epoch.key, ref, DOMAINS.caseKey);
	const ct = await seal(wrapping, iv, plain, associated(space, epoch.number, ref));
	const key = await importSecret(plain.subarray(0, KEY_BYTES));
	plain.fill(0);
	return {
		caseKey: { ref, key, caseId: new Uint8Array(caseId) },
		wrapped: toCbor([VERSION, epoch.number, ref, iv, ct])
	};
}

/** `null` when the bytes are not a case key of this space, under an epoch whose key is known. */
export async function openCaseKey(
	epochKeyOf: (number: number) => Secret | null,
	space: Uint8Array,
	wrapped: Uint8Array
): Promise<CaseKey | null> {
	const tuple = Wrapped.safeParse(fromCbor(wrapped));
	if (!tuple.success) return null;
	const [, epoch, ref, iv, ct] = tuple.data;
	const epochKey = epochKeyOf(epoch);
	if (!epochKey) return null;
	const wrapping = await deriveSealKey(epochKey, ref, DOMAINS.caseKey);
	const plain = await open(wrapping, iv, ct, associated(space, epoch, ref));
	if (!plain) return null;
	const key = await importSecret(plain.subarray(0, KEY_BYTES));
	const caseId = plain.slice(KEY_BYTES);
	plain.fill(0);
	return { ref, key, caseId };
}

function associated(space: Uint8Array, epoch: number, ref: Uint8Array): Bytes {
	return toCbor([DOMAINS.caseKey, VERSION, space, epoch, ref]);
}
