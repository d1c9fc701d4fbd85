/**
 * Devices go out, each with the last entry of its that counts. The signer must make the next epoch. In a circle anybody may
 * remove whoever the parent has removed; where that leaves no admin, the one who came first follows.
 */
import type { Body } from '../../sync/protocol/index.ts';
import { cutsOf } from '../cuts.ts';
import { activeDevice, admins, isStanding } from '../selectors.ts';
import { isAdmin, isHome, type Outcome, type Parent, type Rule } from '../rule.ts';
import { keyOf, type Key, type Team } from '../team.ts';

export const remove: Rule<'remove'> = {
	may: (team, signed) => isAdmin(signed) || !isHome(team),

	apply(team, signed, parent) {
		const { body, by, frame } = signed;
		const gone = body.ends.map(([device]) => keyOf(device));
		const cuts = cutsOf(body.ends, frame.n);
		if (!cuts || gone.includes(by) || gone.some((device) => !activeDevice(team, device))) return 'broken-rule';
		const above = isHome(team) ? (body.above ? 'broken-rule' : team.above) : asAbove(team, body, gone, signed, parent);
		if (typeof above === 'string') return above;

		const devices = new Map(team.devices);
		for (const key of gone) {
			const device = devices.get(key);
			if (device) devices.set(key, { ...device, removed: { n: frame.n, why: body.why } });
		}
		return withAdmin({ ...team, devices, above, due: by, cuts: [...team.cuts, ...cuts] });
	}
};

/** The place in the parent's chain that it names. Who is no admin may remove only those who do not stand there. */
function asAbove(
	team: Team,
	{ above }: Body<'remove'>,
	gone: readonly Key[],
	signer: Parameters<typeof isAdmin>[0],
	parent: Parent | null
): number | 'broken-rule' | 'held' {
	if (!above || above[0] < team.above) return 'broken-rule';
	const there = parent?.at(above[0], keyOf(above[1])) ?? 'unknown';
	if (there === 'unknown') return 'held';
	if (there === 'foreign') return 'broken-rule';
	return isAdmin(signer) || gone.every((device) => !activeDevice(there, device)) ? above[0] : 'broken-rule';
}

/** In a home space the signer is one, and stays. */
function withAdmin(team: Team): Outcome {
	if (admins(team).length > 0) return team;
	const standing = [...team.members].filter(([key]) => isStanding(team, key));
	const [first] = standing.sort(([, a], [, b]) => a.joined - b.joined);
	if (!first) return 'broken-rule';
	const [key, member] = first;
	return { ...team, members: new Map(team.members).set(key, { ...member, role: 'admin', wrote: true }) };
}
