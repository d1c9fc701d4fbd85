/**
 * Contents of many entries in one file (`docs/protocol.md`, 9.5), the chunks of a case under the key of the case: who erases the key
 * erases them in every pack.
 *
 *     [1, ref, iv, GCM(HKDF(case key, ref, "repit/v1/pack"), iv, pad(CBOR [[device, seq, content] …]),
 *         associated = CBOR ["repit/v1/pack", 1, space, ref])]
 *     [2, pad(CBOR [[device, seq, content] …])]                                    entries of the space itself
 */
import { z } from '../domain/zod.ts';
import type { CaseKey } from './case-key.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { ID_BYTES } from './device.ts';
import { DOMAINS } from './domains.ts';
import { pad, unpad } from './padding.ts';
import { deriveSealKey, NONCE_BYTES, open, randomBytes, seal, type Bytes } from './suite.ts';

const VERSION = 1;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const anyBytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const Contents = z.array(z.tuple([bytes(ID_BYTES), z.int().check(z.minimum(1)), anyBytes]));

export type PackedContent = readonly [device: Bytes, seq: number, content: Bytes];
export const CaseChunk = z.tuple([z.literal(1), bytes(ID_BYTES), bytes(NONCE_BYTES), anyBytes]);
export type CaseChunk = z.infer<typeof CaseChunk>;
export const SpaceChunk = z.tuple([z.literal(2), anyBytes]);
export type SpaceChunk = z.infer<typeof SpaceChunk>;

export async function sealChunk(
	{ ref, key }: CaseKey,
	space: Uint8Array,
	contents: readonly PackedContent[]
): Promise<CaseChunk> {
	const iv = randomBytes(NONCE_BYTES);
	const sealing = await deriveSealKey(key, ref, DOMAINS.pack);
	return [1, ref, iv, await seal(sealing, iv, pad(toCbor(contents)), associated(space, ref))];
}

export async function openChunk(
	{ ref, key }: CaseKey,
	space: Uint8Array,
	[, , iv, ct]: CaseChunk
): Promise<readonly PackedContent[] | null> {
	const padded = await open(await deriveSealKey(key, ref, DOMAINS.pack), iv, ct, associated(space, ref));
	return padded && read(padded);
}

export function spaceChunk(contents: readonly PackedContent[]): SpaceChunk {
	return [2, pad(toCbor(contents))];
}

export function readSpaceChunk([, padded]: SpaceChunk): readonly PackedContent[] | null {
	return read(padded);
}

function read(padded: Bytes): readonly PackedContent[] | null {
	const plain = unpad(padded);
	const parsed = Contents.safeParse(plain && fromCbor(plain));
	return parsed.success ? parsed.data : null;
}

function associated(space: Uint8Array, ref: Uint8Array): Bytes {
	return toCbor([DOMAINS.pack, VERSION, space, ref]);
}
