/** Between the journal's operations and what the app sees of a case. */
import type { CaseId, FieldPath, FieldValue } from '$lib/domain/case';
import { fold, replacedBy, shown, type NewOperation, type Operation, type Operations } from '$lib/journal';
import type { CaseState, Edit, FieldVersion } from './types.ts';

/** As a screen shows it. */
export function versionOf({ id, value, hlc, device, was }: Operation): FieldVersion {
	return { id, value, at: hlc.ms, device, ...(was && { was: { at: was.ms, member: was.author } }) };
}

export function stateOf(id: CaseId, operations: Operations): CaseState {
	const times = [...operations.values()].map(({ hlc }) => hlc.ms);
	const fields = [...fold(operations)].map(([path, versions]) => [path, versions.map(versionOf)]);
	return {
		id,
		fields: Object.fromEntries(fields) as CaseState['fields'],
		createdAt: times.reduce((a, b) => Math.min(a, b), Infinity),
		updatedAt: times.reduce((a, b) => Math.max(a, b), 0)
	};
}

export function valuesOf(operations: Operations): Readonly<Record<FieldPath, FieldValue | null>> {
	return Object.fromEntries([...fold(operations)].map(([path, versions]) => [path, shown(versions)]));
}

/** The operations that edits amount to: the last word on each field, and none where it already holds that value alone. */
export function changes(before: Operations, edits: readonly Edit[]): readonly NewOperation[] {
	const state = fold(before);
	const last = new Map(edits.map((edit) => [edit.path, edit]));
	return [...last.values()].flatMap(({ path, value, over }) => {
		const versions = state.get(path) ?? [];
		if (versions.length <= 1 && JSON.stringify(versions[0]?.value ?? null) === JSON.stringify(value)) return [];
		return [{ path, value, over: replacedBy(before, path, over) }];
	});
}
