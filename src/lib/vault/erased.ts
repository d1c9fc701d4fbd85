/** Rows in which something of an erased case can be read without its entries (`docs/protocol.md`, 9.7). */
import { rowId, type RowKeys } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import type { Batch } from '$lib/sync/engine/ports';
import { MAX_BLOB, MAX_BLOB_PART } from '$lib/sync/protocol';
import type { SpaceNames } from './names.ts';
import { caseIdOf } from './reader.ts';
import { snapshotName } from './snapshots.ts';

/** Both indexes are made again from what is left. */
export async function readableOf(
	keys: RowKeys,
	space: Bytes,
	names: SpaceNames,
	{ caseId, blobs }: Batch['erased'][number]
): Promise<readonly Bytes[]> {
	const id = caseId && caseIdOf(caseId);
	const parts = Array.from({ length: MAX_BLOB / MAX_BLOB_PART }, (_, part) => part);
	return Promise.all([
		rowId(keys, 'index', names.index),
		rowId(keys, 'index', names.others),
		...(id ? [snapshotName(id), snapshotName(id, true)].map((name) => rowId(keys, 'snapshot', name)) : []),
		...(id ? [rowId(keys, 'draft', id)] : []),
		...blobs.flatMap((blob) => parts.map((part) => rowId(keys, 'part', [space, blob, part])))
	]);
}
