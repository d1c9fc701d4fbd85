/** One random key per case, under the epoch key, in a row of its own: deleting that row shreds the case. */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import {
	deriveSealKey,
	importSecret,
	KEY_BYTES,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	type Bytes,
	type Secret
} from './suite.ts';

const CASE_ID_BYTES = 16;
const isBytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const Wrapped = z.tuple([isBytes, isBytes, isBytes]);

export interface CaseKey {
	/** Random name of the key, hidden from the server by the outer layer. */
	readonly ref: Bytes;
	readonly key: Secret;
	readonly caseId: Bytes;
}

/** A new case key and its wrapped form, CBOR `[ref, iv, ct]`. */
export async function createCaseKey(
	epochKey: Secret,
	space: Uint8Array,
	caseId: Uint8Array
): Promise<{ caseKey: CaseKey; wrapped: Bytes }> {
	const ref = randomBytes(ID_BYTES);
	const iv = randomBytes(NONCE_BYTES);
	const plain = new Uint8Array(KEY_BYTES + CASE_ID_BYTES);
	plain.set(randomBytes(KEY_BYTES));
	plain.set(caseId, KEY_BYTES);
	const ct = await seal(await deriveSealKey(epochKey, ref, DOMAINS.caseKey), iv, plain, associated(space, ref));
	const key = await importSecret(plain.subarray(0, KEY_BYTES));
	plain.fill(0);
	return { caseKey: { ref, key, caseId: new Uint8Array(caseId) }, wrapped: toCbor([ref, iv, ct]) };
}

/** `null` when the bytes are not a case key of this space and epoch. */
export async function openCaseKey(epochKey: Secret, space: Uint8Array, wrapped: Uint8Array): Promise<CaseKey | null> {
	const tuple = Wrapped.safeParse(fromCbor(wrapped));
	if (!tuple.success) return null;
	const [ref, iv, ct] = tuple.data;
	const plain = await open(await deriveSealKey(epochKey, ref, DOMAINS.caseKey), iv, ct, associated(space, ref));
	if (plain?.length !== KEY_BYTES + CASE_ID_BYTES) return null;
	const key = await importSecret(plain.subarray(0, KEY_BYTES));
	const caseId = plain.slice(KEY_BYTES);
	plain.fill(0);
	return { ref, key, caseId };
}

function associated(space: Uint8Array, ref: Uint8Array): Bytes {
	return toCbor([DOMAINS.caseKey, space, ref]);
}
