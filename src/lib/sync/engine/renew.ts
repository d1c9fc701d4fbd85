/**
 * The only admin's phone finds that there are two of it (`docs/protocol.md`, 8): nobody else can take it in again, so it brings its
 * new keys in with the old ones, puts the old ones out with the new, and makes an epoch, all in one request. Whoever has the copy
 * can do the same: the first of the two stands.
 */
import type { Device } from '../../crypto/device.ts';
import { admins, devicesOf } from '../../team/index.ts';
import { endBefore, joining, type Act } from './acts.ts';
import type { SpaceSync } from './space.ts';

/** Whether this phone manages the team, and no other does. */
export function managesAlone({ team, me }: Pick<SpaceSync, 'team' | 'me'>): boolean {
	const all = admins(team).flatMap((member) => devicesOf(team, member));
	return all.length === 1 && all[0] === me;
}

/** `device`: the new keys; on the disk before this is sent. */
export function renewing(space: SpaceSync, device: Device): Act {
	return async (team) => {
		if (!managesAlone(space)) return null;
		const { member } = space.space;
		const newcomer = { member, role: 'admin', device: { ...device.public, courier: null }, invite: null } as const;
		const joins = await joining(space, newcomer)(team);
		// What lies beyond is the copy's, or was not seen back: late work of the old device.
		const end = await endBefore(space, space.me, space.sync.outbox.done);
		if (!joins || !end) return null;
		return [
			...joins,
			{ type: 'remove', body: { ends: [end], why: 2, above: space.above }, by: device },
			{ type: 'epoch', by: device }
		];
	};
}
