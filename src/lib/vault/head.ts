/** The end of this device's chain of entries, in a sealed row that every save replaces. */
import { NO_PREVIOUS } from '$lib/crypto/envelope';
import { HASH_BYTES, type Bytes } from '$lib/crypto/suite';
import { z } from '$lib/domain/zod';
import { EPOCH, type Hlc } from '$lib/journal';

const VERSION = 1;
const StoredHead = z.tuple([
	z.literal(VERSION),
	z.int().check(z.minimum(0)),
	z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === HASH_BYTES),
	z.tuple([z.int(), z.int()])
]);

export interface Head {
	/** Number of the last entry; 0 before the first. */
	readonly seq: number;
	readonly hash: Bytes;
	/** The hybrid clock's last reading, so that it never runs backwards over a restart. */
	readonly hlc: Hlc;
}

export const NO_ENTRIES: Head = { seq: 0, hash: NO_PREVIOUS, hlc: EPOCH };

export function encodeHead({ seq, hash, hlc }: Head): unknown {
	return [VERSION, seq, hash, [hlc.ms, hlc.n]];
}

export function decodeHead(value: unknown): Head | null {
	const parsed = StoredHead.safeParse(value);
	if (!parsed.success) return null;
	const [, seq, hash, [ms, n]] = parsed.data;
	return { seq, hash, hlc: { ms, n } };
}
