/** What an admin lets the phones of a team do. */
import { ok, type Result } from '$lib/domain/result';
import { act, prepared, type Open } from './acts.ts';
import type { Allowed, TeamError } from './types.ts';

/** Without couriers, all there are end. */
export async function allow(
	open: Open,
	what: Allowed,
	allowed: boolean,
	clock: { now(): number }
): Promise<Result<void, TeamError>> {
	const ready = await prepared(open);
	if (!ready.ok) return ready;
	const { duress = false, out = false, ...policy } = open.space.team.policy;
	const wanted = { courier: policy.courier, duress, out, [what]: allowed };
	if (wanted.courier === policy.courier && wanted.duress === duress && wanted.out === out) return ok(undefined);
	const body = {
		...policy,
		courier: wanted.courier,
		...(wanted.duress && { duress: true as const }),
		...(wanted.out && { out: true as const })
	};
	return act(open, () => Promise.resolve([{ type: 'policy', body }]), clock);
}
