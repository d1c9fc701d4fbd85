/**
 * Taking back what was saved in a case while it is open: the value before is written again, as one more entry. What somebody else has
 * changed meanwhile is left as it is, and so is what is never taken back.
 */
import type { FieldPath, FieldValue } from '$lib/domain/case';
import type { Edit } from '$lib/vault';
import { idsOf, valueOf, type Fields } from './values.ts';

/** Something has left, or somebody else was asked. */
const NEVER: ReadonlySet<FieldPath> = new Set(['exits', 'handOver', 'carriedTo', 'removals']);
const MOST = 50;

/** What was saved: the value before it, and the ids of what stands since. */
export interface Saved {
	readonly path: FieldPath;
	readonly before: FieldValue | null;
	readonly ids: readonly string[];
}

/** What was saved at one time is taken back at one time; the last one first. */
export type Undoable = readonly (readonly Saved[])[];

/** With what `edits` have made of a case. Where several values stood beside one another there is no one value to go back to. */
export function withSaved(undoable: Undoable, edits: readonly Edit[], before: Fields, after: Fields): Undoable {
	const saved = edits
		.filter(({ path }) => !NEVER.has(path) && idsOf(before, path).length < 2)
		.map(({ path }): Saved => ({ path, before: valueOf(before, path), ids: idsOf(after, path) }))
		.filter(({ path, ids }) => ids.join() !== idsOf(before, path).join());
	return saved.length > 0 ? [saved, ...undoable].slice(0, MOST) : undoable;
}

/** What takes the last one back; `changed`: somebody else has written in one of its fields since, and all of it stays. */
export function undoing([last]: Undoable, fields: Fields): { readonly edits: readonly Edit[] } | 'changed' | null {
	if (!last) return null;
	const stands = last.every(({ path, ids }) => idsOf(fields, path).join() === ids.join());
	return stands ? { edits: last.map(({ path, before, ids }) => ({ path, value: before, over: ids })) } : 'changed';
}

/** Without the last one. What was saved there before it stands again, under a new id. */
export function withoutLast([last, ...others]: Undoable, after: Fields): Undoable {
	const again = new Set(last?.map(({ path }) => path));
	return others.map((step) =>
		step.map((one) => (again.delete(one.path) ? { ...one, ids: idsOf(after, one.path) } : one))
	);
}
