/** Takes an invitation back. */
import { keyOf } from '../team.ts';
import { isAdmin, isHome, type Rule } from '../rule.ts';

export const revoke: Rule<'revoke'> = {
	may: (team, signed) => isHome(team) && isAdmin(signed),

	apply(team, { body }) {
		const key = keyOf(body.invite);
		const found = team.invites.get(key);
		if (found?.state !== 'open') return 'broken-rule';
		return { ...team, invites: new Map(team.invites).set(key, { ...found, state: 'revoked' }) };
	}
};
