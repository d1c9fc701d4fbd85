/** A place kept for whoever brings a token: it adds nobody, an admin's `join` does. */
import { MAX_OPEN_INVITES } from '../../sync/protocol/index.ts';
import { openInvites } from '../selectors.ts';
import { keyOf } from '../team.ts';
import { isAdmin, isHome, type Rule } from '../rule.ts';

export const invite: Rule<'invite'> = {
	may: (team, signed) => isHome(team) && isAdmin(signed),

	apply(team, { body }) {
		const key = keyOf(body.invite);
		if (team.invites.has(key) || openInvites(team).length >= MAX_OPEN_INVITES) return 'broken-rule';
		const { role, until } = body;
		return { ...team, invites: new Map(team.invites).set(key, { role, until, state: 'open' }) };
	}
};
