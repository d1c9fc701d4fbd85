/** Half-typed input, in a sealed row of its own. What it holds need not fit its field yet. */
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { rowId, sealRowValue } from '$lib/crypto/row';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { Edit as StoredEdit } from './protocol.ts';
import { readRow, type Place } from './reader.ts';
import type { Edit } from './types.ts';

const VERSION = 1;
const MAX_BYTES = 128 * 1024;
const StoredDraft = z.strictObject({ v: z.literal(VERSION), edits: z.array(StoredEdit) });

export async function saveDraft(
	place: Place,
	scope: string,
	edits: readonly Edit[]
): Promise<Result<void, StorageFailure | 'too-long'>> {
	const draft = { v: VERSION, edits };
	if (toCbor(draft).length > MAX_BYTES) return fail('too-long');
	return place.store.put(place.container, [await sealRowValue(place.keys, 'draft', scope, draft)]);
}

/** Nothing where there is no draft, or none that opens. */
export async function loadDraft(place: Place, scope: string): Promise<Result<readonly Edit[], StorageFailure>> {
	const row = await readRow(place, 'draft', scope);
	if (!row.ok) return row;
	const parsed = StoredDraft.safeParse(row.value.content && fromCbor(row.value.content));
	return ok(parsed.success ? parsed.data.edits : []);
}

export async function dropDraft(place: Place, scope: string): Promise<Result<void, StorageFailure>> {
	return place.store.remove(place.container, [await rowId(place.keys, 'draft', scope)]);
}
