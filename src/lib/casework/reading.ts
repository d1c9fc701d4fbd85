/** Keeping the proof of a reading in a case: one line a topic, after those already there. */
import type { FieldValue } from '$lib/domain/case';
import type { RightRead } from '$lib/rights/reading';
import type { CaseState, Edit, Vault, VaultResult } from '$lib/vault';
import { itemsOf } from './items.ts';
import { valueOf } from './values.ts';

const PATH = 'rightsRead';

export function readingEdit(reading: readonly RightRead[], before: FieldValue | null = null): Edit {
	return { path: PATH, value: [...itemsOf(before), ...reading.map((line) => ({ ...line }))] };
}

export function recordReading(
	vault: Pick<Vault, 'edit'>,
	state: CaseState,
	reading: readonly RightRead[]
): VaultResult<CaseState> {
	return vault.edit(state.id, [readingEdit(reading, valueOf(state.fields, PATH))]);
}
