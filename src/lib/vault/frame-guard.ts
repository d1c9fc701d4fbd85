/**
 * Fields of a team's space that are an admin's to write, whatever a screen lets through. On reading, what comes from somebody who never
 * was one does not count. A former admin's word does: the change of role to worker names no ends, and nothing else says which came first.
 */
import type { FieldPath } from '$lib/domain/case';
import type { Operations } from '$lib/journal';
import { everAdmin, keyOf, roleOf } from '$lib/team';
import type { Identity } from './identity.ts';

export const GUARDED = new Set<FieldPath>(['frame']);

/** `identity`: of the phone in its team. */
export function maySet(path: FieldPath, { device, space }: Identity): boolean {
	const team = space.chain.at(-1);
	return !GUARDED.has(path) || (team !== undefined && roleOf(team, keyOf(device.id)) === 'admin');
}

/** What counts in the space of a team. */
export function counting(operations: Operations, { space: { chain } }: Identity): Operations {
	return new Map([...operations].filter(([, { path, device }]) => !GUARDED.has(path) || everAdmin(chain, device)));
}

/** What a phone set before it came into the team of others, as far as it still stands there. */
export function brought(operations: Operations): Operations {
	return new Map([...operations].filter(([, { path }]) => !GUARDED.has(path)));
}
