/** A case is erased: its key, and the entries that are named. A device may erase its own late ones of a case already erased. */
import { isAdmin, type Rule } from '../rule.ts';
import { keyOf } from '../team.ts';

export const shred: Rule<'shred'> = {
	may(team, signed) {
		if (isAdmin(signed)) return true;
		if (signed.role !== 'worker') return false;
		if (team.policy.shred === 'workers') return true;
		const own = signed.body.entries.every(([device]) => keyOf(device) === signed.by);
		return own && team.shredded.has(keyOf(signed.body.ref));
	},

	apply(team, { body, frame }) {
		const ref = keyOf(body.ref);
		const before = team.shredded.get(ref);
		const entries = new Map(before?.entries);
		for (const [device, ranges] of body.entries) {
			const key = keyOf(device);
			if (!team.devices.has(key)) return 'broken-rule';
			entries.set(key, [...(entries.get(key) ?? []), ...ranges]);
		}
		return { ...team, shredded: new Map(team.shredded).set(ref, { n: before?.n ?? frame.n, entries }) };
	}
};
