/** Keeping the outcome of a screening in a case: the result and what it rests on; answers to its points only where they are handed over for a reason. */
import type { FieldName, FieldValue } from '$lib/domain/case';
import { KeptItems } from '$lib/domain/screening-items';
import { ScreeningRecord } from '$lib/screening';
import type { Edit, Vault, VaultResult, CaseState } from '$lib/vault';
import { isEmpty, type Fields } from './values.ts';

/** The record, and the fields it answers where nothing is written yet. */
export function screeningEdits(record: ScreeningRecord, fields: Fields = {}, items?: KeptItems): readonly Edit[] {
	const said: readonly [FieldName, FieldValue | null][] = [
		['purposes', record.purposes.length > 0 ? record.purposes : null],
		['procuring', record.procuring ? 'yes' : null],
		// The screening asks "under 18, or a doubt" in one question: doubt is all it can say.
		['minorAtFirstContact', record.minorRule ? 'doubt' : null]
	];
	return [
		{ path: 'screening', value: record },
		...(items ? [{ path: 'screeningItems', value: items }] : []),
		...said.flatMap(([path, value]) => (value !== null && isEmpty(fields, path) ? [{ path, value }] : []))
	];
}

export function recordScreening(
	vault: Pick<Vault, 'edit'>,
	state: CaseState,
	record: ScreeningRecord,
	items?: KeptItems
): VaultResult<CaseState> {
	return vault.edit(state.id, screeningEdits(record, state.fields, items));
}

/** The record a case holds, or `null` when it is none this version can read. */
export function readScreening(value: unknown): ScreeningRecord | null {
	const parsed = ScreeningRecord.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** Answers to the points that a case holds; `null` where there are none. */
export function readItems(value: unknown): KeptItems | null {
	const parsed = KeptItems.safeParse(value);
	return parsed.success ? parsed.data : null;
}
