/** A member's role. Who becomes a reader has written until the ends that are named. */
import { cutsOf } from '../cuts.ts';
import { admins, devicesOf } from '../selectors.ts';
import { isAdmin, isHome, type Rule } from '../rule.ts';
import { keyOf } from '../team.ts';

export const role: Rule<'role'> = {
	may: (_team, signed) => isAdmin(signed),

	apply(team, { body, frame }) {
		const key = keyOf(body.member);
		const known = team.members.get(key);
		const devices = devicesOf(team, key);
		const cuts = cutsOf(body.ends, frame.n);
		if (!known || devices.length === 0 || known.role === body.role || !cuts) return 'broken-rule';
		// Who only reads in the parent only reads in its circles.
		if (!isHome(team) && known.role === 'reader') return 'broken-rule';
		const concerned = body.role === 'reader' ? devices : [];
		if (cuts.length !== concerned.length || cuts.some(({ device }, i) => device !== concerned[i])) return 'broken-rule';
		const wrote = known.wrote || body.role !== 'reader';
		const members = new Map(team.members).set(key, { ...known, role: body.role, wrote });
		const after = { ...team, members, cuts: [...team.cuts, ...cuts] };
		return admins(after).length > 0 ? after : 'broken-rule';
	}
};
