/**
 * What a case is once its entries are read, kept so that they need not be read again. Under the case's own key, so that
 * it is shredded with the case. Byte layout: `docs/formats.md`, "Snapshot".
 */
import { z } from '../domain/zod.ts';
import type { CaseKey } from './case-key.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import { deriveSealKey, equal, NONCE_BYTES, open, randomBytes, seal, type Bytes } from './suite.ts';

const VERSION = 1;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const Sealed = z.tuple([
	z.literal(VERSION),
	bytes(ID_BYTES),
	bytes(NONCE_BYTES),
	z.custom<Bytes>((value) => value instanceof Uint8Array)
]);

/** CBOR `[1, ref, iv, ct]`. */
export async function sealSnapshot({ ref, key }: CaseKey, space: Uint8Array, content: Uint8Array): Promise<Bytes> {
	const iv = randomBytes(NONCE_BYTES);
	const ct = await seal(await deriveSealKey(key, ref, DOMAINS.snapshot), iv, content, associated(space, ref));
	return toCbor([VERSION, ref, iv, ct]);
}

/** `null` when the bytes are not a snapshot of this case. */
export async function openSnapshot({ ref, key }: CaseKey, space: Uint8Array, raw: Uint8Array): Promise<Bytes | null> {
	const tuple = Sealed.safeParse(fromCbor(raw));
	if (!tuple.success || !equal(tuple.data[1], ref)) return null;
	const [, , iv, ct] = tuple.data;
	return open(await deriveSealKey(key, ref, DOMAINS.snapshot), iv, ct, associated(space, ref));
}

function associated(space: Uint8Array, ref: Uint8Array): Bytes {
	return toCbor([DOMAINS.snapshot, VERSION, space, ref]);
}
