/** Rows in which something of an erased case can be read without its entries (`docs/protocol.md`, 9.7). */
import { rowId, type RowKeys } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import type { Batch } from '$lib/sync/engine/ports';
import { MAX_BLOB, MAX_BLOB_PART } from '$lib/sync/protocol';
import { caseIdOf } from './reader.ts';

/** The index is made again from what is left. */
export async function readableOf(
	keys: RowKeys,
	space: Bytes,
	index: unknown,
	{ caseId, blobs }: Batch['erased'][number]
): Promise<readonly Bytes[]> {
	const parts = Array.from({ length: MAX_BLOB / MAX_BLOB_PART }, (_, part) => part);
	return Promise.all([
		rowId(keys, 'index', index),
		...(caseId ? [rowId(keys, 'snapshot', caseId), rowId(keys, 'draft', caseIdOf(caseId))] : []),
		...blobs.flatMap((blob) => parts.map((part) => rowId(keys, 'part', [space, blob, part])))
	]);
}
