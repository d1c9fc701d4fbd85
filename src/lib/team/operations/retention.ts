/** How long a case is kept after its last entry. It proposes; a person confirms each erasure. */
import { isAdmin, type Rule } from '../rule.ts';

export const retention: Rule<'retention'> = {
	may: (_team, signed) => isAdmin(signed),

	apply(team, { body }) {
		const now = team.retention;
		return now.months === body.months && now.notice === body.notice ? 'broken-rule' : { ...team, retention: body };
	}
};
