/**
 * Half-typed input, in a sealed row of its own. What it holds need not fit its field yet. It names the form it was typed in; one of a form
 * that is not known here, because the app went back to an older version, is read all the same.
 */
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { rowId, sealRowValue } from '$lib/crypto/row';
import { FORM_VERSION } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { Edit as StoredEdit } from './protocol.ts';
import { readRow, type Place } from './reader.ts';
import type { Draft, Edit } from './types.ts';

const VERSION = 2;
const MAX_BYTES = 128 * 1024;
const edits = z.array(StoredEdit);
/** The first version did not name its form: there was one. */
const StoredDraft = z.union([
	z.strictObject({ v: z.literal(1), edits }),
	z.object({ v: z.int().check(z.minimum(VERSION)), form: z.int().check(z.minimum(1)), edits })
]);
const NONE: Draft = { form: FORM_VERSION, edits: [] };

export async function saveDraft(
	place: Place,
	scope: string,
	edits: readonly Edit[]
): Promise<Result<void, StorageFailure | 'too-long'>> {
	const draft = { v: VERSION, form: FORM_VERSION, edits };
	if (toCbor(draft).length > MAX_BYTES) return fail('too-long');
	return place.store.put(place.container, [await sealRowValue(place.keys, 'draft', scope, draft)]);
}

/** Nothing where there is no draft, or none that opens. */
export async function loadDraft(place: Place, scope: string): Promise<Result<Draft, StorageFailure>> {
	const row = await readRow(place, 'draft', scope);
	if (!row.ok) return row;
	const parsed = StoredDraft.safeParse(row.value.content && fromCbor(row.value.content));
	if (!parsed.success) return ok(NONE);
	return ok({ form: 'form' in parsed.data ? parsed.data.form : 1, edits: parsed.data.edits });
}

export async function dropDraft(place: Place, scope: string): Promise<Result<void, StorageFailure>> {
	return place.store.remove(place.container, [await rowId(place.keys, 'draft', scope)]);
}
