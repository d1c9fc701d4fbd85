/** A device comes in, whose keys an admin has seen on its screen or heard read out; in a circle, whose keys the parent has. */
import { MAX_DEVICES, type Body } from '../../sync/protocol/index.ts';
import { activeDevice, activeDevices, isStanding, roleOf } from '../selectors.ts';
import { isAdmin, isHome, type Parent, type Rule, type Signed } from '../rule.ts';
import { keyOf, type Invite, type Key, type Team } from '../team.ts';

export const join: Rule<'join'> = {
	may: (_team, signed) => isAdmin(signed),

	apply(team, signed, parent) {
		const { body, frame, subject } = signed;
		const member = keyOf(body.member);
		// A device that was removed does not return, its phone makes new keys.
		if (subject === null || team.devices.has(subject)) return 'broken-rule';
		if (activeDevices(team).length >= MAX_DEVICES || body.epoch !== team.epochs.length) return 'broken-rule';
		if (body.device.courier && !team.policy.courier) return 'broken-rule';
		const known = team.members.get(member);
		const again = known !== undefined && isStanding(team, member);
		if (again && known.role !== body.role) return 'broken-rule';

		const invites = isHome(team) ? usingInvite(team, signed) : body.invite ? null : team.invites;
		if (!invites) return 'broken-rule';
		const above = isHome(team) ? (body.above ? 'broken-rule' : team.above) : fromParent(team, body, subject, parent);
		if (typeof above === 'string') return above;

		const wrote = known?.wrote === true || body.role !== 'reader';
		const joined = again ? known.joined : frame.n;
		return {
			...team,
			invites,
			above,
			members: new Map(team.members).set(member, { role: body.role, joined, wrote }),
			devices: new Map(team.devices).set(subject, { member, keys: body.device, joined: frame.n, removed: null })
		};
	}
};

/** The invitations once this one is used; `null` where it may not be. */
function usingInvite(team: Team, { body, frame }: Signed<'join'>): ReadonlyMap<Key, Invite> | null {
	if (!body.invite) return team.invites;
	const key = keyOf(body.invite);
	const found = team.invites.get(key);
	if (found?.state !== 'open' || found.role !== body.role || frame.hlc[0] > found.until) return null;
	return new Map(team.invites).set(key, { ...found, state: 'used' });
}

/** The place in the parent's chain at which this device, with this member, stands. */
function fromParent(
	team: Team,
	{ above, member, role, device }: Body<'join'>,
	subject: Key,
	parent: Parent | null
): number | 'broken-rule' | 'held' {
	if (!above || device.courier || above[0] < team.above) return 'broken-rule';
	const there = parent?.at(above[0], keyOf(above[1])) ?? 'unknown';
	if (there === 'unknown') return 'held';
	if (there === 'foreign' || activeDevice(there, subject)?.member !== keyOf(member)) return 'broken-rule';
	if (roleOf(there, subject) === 'reader' && role !== 'reader') return 'broken-rule';
	return above[0];
}
