/** What is said of a pack, and signed by whoever made it again (`docs/protocol.md`, 9.5). */
import { fromCbor, type Bytes } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import { MAX_ENDS, MAX_OPERATION, VERSION } from './limits.ts';
import { End, hash, id, sorted } from './schema.ts';

const StatementTuple = z.tuple([
	z.literal(VERSION),
	id,
	id,
	hash,
	z.nullable(hash),
	sorted(End, MAX_ENDS, ([device]) => device, 1)
]);

export interface PackStatement {
	readonly space: Bytes;
	readonly blob: Bytes;
	/** Of the stored file. */
	readonly hash: Bytes;
	/** SHA-256 of the statement that it goes on from. */
	readonly parent: Bytes | null;
	readonly ends: readonly End[];
}

/** `null` when it is not a statement. Nothing is proven yet. */
export function readStatement(raw: Uint8Array): PackStatement | null {
	const tuple = raw.length > MAX_OPERATION ? null : StatementTuple.safeParse(fromCbor(raw));
	if (!tuple?.success) return null;
	const [, space, blob, ofFile, parent, ends] = tuple.data;
	return { space, blob, hash: ofFile, parent, ends };
}
