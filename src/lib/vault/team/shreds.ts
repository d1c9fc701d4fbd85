/** Cases that are erased for everybody, as a person decides it and is told of it (`docs/protocol.md`, 9.7). */
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { erase, shred, tombstones } from '$lib/sync/engine/shred';
import type { SpaceSync } from '$lib/sync/engine/space';
import { keyOf, roleOf, type Key } from '$lib/team';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import { nameIn, type Fields } from './names.ts';
import type { Desk } from './surroundings.ts';
import { toldOf } from './told.ts';
import type { TeamError, Tombstone } from './types.ts';

type Clock = { now(): number };
type Done<T> = Promise<Result<T, TeamError>>;

export async function shredCase(
	{ space, engine }: Open,
	{ case: id, reason, basis }: { readonly case: Key; readonly reason: string; readonly basis: string },
	clock: Clock
): Done<void> {
	// What is here goes to the server first, or it would have to be erased by itself later.
	const ready = await engine.round();
	if (!ready.ok) return toldOf(ready.error);
	if (!mayShred(space)) return fail({ kind: 'not-allowed' });
	const done = await shred(space, engine.talk, id, { reason, basis }, clock);
	return done.ok ? done : toldOf(done.error);
}

/** In whichever space of this phone the case is: the team's, or a circle's. */
export function shredWhere(
	open: Open,
	call: { readonly case: Key; readonly reason: string; readonly basis: string },
	desk: Pick<Desk, 'bookOf'>,
	clock: Clock
): Done<void> {
	const space = keyOf(desk.bookOf(call.case as CaseId).identity.space.id);
	return shredCase({ ...open, space: open.engine.spaces.find(({ key }) => key === space) ?? open.space }, call, clock);
}

/** An admin, and a worker where the policy says so. */
export function mayShred({ team, me, stopped }: SpaceSync): boolean {
	const role = roleOf(team, me);
	return !stopped && (role === 'admin' || (role === 'worker' && team.policy.shred === 'workers'));
}

export async function letGo({ space }: Open, ref: Key, clock: Clock): Done<void> {
	const erased = await erase(space, clock.now(), new Set([ref]));
	return erased.ok ? erased : fail(told(erased.error));
}

/** `fieldsOf`: of the space itself, for the names of people. */
export async function tombstonesOf(space: SpaceSync, fieldsOf: () => Done<Fields>): Done<readonly Tombstone[]> {
	const [all, fields] = [await tombstones(space), await fieldsOf()];
	if (!all.ok) return fail(told(all.error));
	if (!fields.ok) return fields;
	return ok(
		all.value.map(({ ref, note, at, by, keptUntil }) => ({
			ref,
			case: note && keyOf(note.case),
			reason: note && note.reason,
			basis: note && note.basis,
			by: nameIn(fields.value, 'people', space.team.devices.get(by)?.member ?? ''),
			at,
			keptUntil
		}))
	);
}
