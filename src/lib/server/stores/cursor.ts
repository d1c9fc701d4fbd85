/** Where a pull goes on: the generation of the database, the last number seen. Zeros are the beginning. */
import type { Bytes } from '../../domain/cbor.ts';
import { sameBytes } from '../../sync/protocol/index.ts';

export function writeCursor(generation: Bytes, no: number): Bytes {
	const cursor = new Uint8Array(16);
	cursor.set(generation);
	new DataView(cursor.buffer).setBigUint64(8, BigInt(no));
	return cursor;
}

/** `null` for one of another generation. */
export function readCursor(generation: Bytes, cursor: Bytes): number | null {
	if (cursor.every((byte) => byte === 0)) return 0;
	if (!sameBytes(cursor.slice(0, 8), generation)) return null;
	const no = new DataView(cursor.buffer, cursor.byteOffset).getBigUint64(8);
	return no <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(no) : null;
}
