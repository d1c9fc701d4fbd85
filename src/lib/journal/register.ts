/**
 * Multi-value register: a field is the set of operations that no other operation replaces. Merging is the union of
 * operations, so order, batching and duplicates never matter. Two values at once are a conflict, shown until somebody
 * settles it by an operation over both.
 */
import type { FieldPath, FieldValue } from '../domain/case.ts';
import { compareHlc } from './clock.ts';
import { MAX_OVER, type Operation } from './operation.ts';

/** Every operation known of a case, by id. */
export type Operations = ReadonlyMap<string, Operation>;

export function merge(a: Operations, b: Iterable<Operation>): Operations {
	const all = new Map(a);
	for (const operation of b) all.set(operation.id, operation);
	return all;
}

/** Path → operations in force, the one shown by default first. Equal values count once, kept under the latest. */
export function fold(operations: Operations): ReadonlyMap<FieldPath, readonly Operation[]> {
	const fields = [...standing(operations)].sort(([a], [b]) => (a < b ? -1 : 1));
	return new Map(fields.map(([path, field]) => [path, withoutEquals(field)]));
}

/**
 * What a new operation on a field must name as replaced: the values `seen` when it was typed (all in force, if not said),
 * and with each of them the operations of equal value that {@link fold} does not show twice.
 */
export function replacedBy(operations: Operations, path: FieldPath, seen?: readonly string[]): readonly string[] {
	const heads = standing(operations).get(path) ?? [];
	const values = new Set(seen?.flatMap((id) => operations.get(id) ?? []).map(({ value }) => JSON.stringify(value)));
	return heads
		.filter(({ id, value }) => !seen || seen.includes(id) || values.has(JSON.stringify(value)))
		.map(({ id }) => id)
		.slice(0, MAX_OVER);
}

/** Path → operations that no other replaces, latest first. */
function standing(operations: Operations): Map<FieldPath, Operation[]> {
	const replaced = new Set<string>();
	for (const operation of operations.values()) for (const id of operation.over) replaced.add(id);
	const fields = new Map<FieldPath, Operation[]>();
	for (const operation of operations.values()) {
		if (replaced.has(operation.id)) continue;
		const field = fields.get(operation.path);
		if (field) field.push(operation);
		else fields.set(operation.path, [operation]);
	}
	for (const field of fields.values()) field.sort(latestFirst);
	return fields;
}

/** The value shown while nobody has settled a conflict: the most cautious where caution is defined, else the latest. */
export function shown(
	versions: readonly Pick<Operation, 'value'>[],
	cautiousFirst: readonly FieldValue[] = []
): FieldValue | null {
	const cautious = cautiousFirst.find((value) => versions.some((version) => version.value === value));
	return cautious ?? versions[0]?.value ?? null;
}

/** All operations, oldest first: the audit trail. */
export function history(operations: Operations): readonly Operation[] {
	return [...operations.values()].sort((a, b) => -latestFirst(a, b));
}

function latestFirst(a: Operation, b: Operation): number {
	return (
		compareHlc(b.hlc, a.hlc) || (a.device < b.device ? 1 : a.device > b.device ? -1 : indexOf(b.id) - indexOf(a.id))
	);
}

function indexOf(id: string): number {
	const [, seq, index] = id.split('.').map(Number);
	return (seq ?? 0) * 100 + (index ?? 0);
}

function withoutEquals(sorted: readonly Operation[]): readonly Operation[] {
	const seen = new Set<string>();
	return sorted.filter(({ value }) => {
		const key = JSON.stringify(value);
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}
