/** Founds a team with the operator's word for it (`docs/protocol.md`, 7). */
import { fail, ok, type Result } from '$lib/domain/result';
import { found } from '$lib/sync/engine/found';
import { SpaceSync } from '$lib/sync/engine/space';
import type { Talk } from '$lib/sync/engine/talk';
import type { Identity } from '../identity.ts';
import type { Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';
import type { HostSurroundings } from './surroundings.ts';
import { tokenIn } from './token.ts';
import { toldOf } from './told.ts';
import type { TeamError } from './types.ts';

interface Founding {
	readonly place: Place;
	readonly around: HostSurroundings;
	readonly identity: Identity;
	readonly talk: () => Talk;
}

export async function foundTeam(
	typed: string,
	{ place, around, identity, talk }: Founding
): Promise<Result<void, TeamError>> {
	const token = tokenIn(typed);
	if (!token) return fail({ kind: 'bad-code' });
	const { net, exclusive } = around;
	const done = await net.alone(() => {
		const space = SpaceSync.fresh(openSpaceStore(place, identity, true, exclusive), net.origin);
		return found(space, talk(), token);
	});
	return done.ok ? ok(undefined) : toldOf(done.error);
}
