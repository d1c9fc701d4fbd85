/** Reading a case: the value to show of each field, and whether people disagree on it. */
import { CAUTIOUS_FIRST, isFieldName, type FieldPath, type FieldValue } from '$lib/domain/case';
import { shown } from '$lib/journal';
import type { FieldVersion } from '$lib/vault';

export type Fields = Readonly<Record<FieldPath, readonly FieldVersion[]>>;

/** The more cautious value of a safety field while several stand, else the latest; `null` where nothing is written. */
export function valueOf(fields: Fields, path: FieldPath): FieldValue | null {
	return shown(fields[path] ?? [], isFieldName(path) ? CAUTIOUS_FIRST[path] : undefined);
}

/** Ids of the values in force: what an edit made now replaces. */
export function idsOf(fields: Fields, path: FieldPath): readonly string[] {
	return (fields[path] ?? []).map(({ id }) => id);
}

/** Values in force besides one another; empty where there is no disagreement. */
export function conflictOf(fields: Fields, path: FieldPath): readonly FieldVersion[] {
	const versions = fields[path] ?? [];
	return versions.length > 1 ? versions : [];
}

export function isEmpty(fields: Fields, path: FieldPath): boolean {
	return (fields[path] ?? []).every(({ value }) => value === null);
}
