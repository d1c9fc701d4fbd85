/** The operation that makes a space. Stands apart from the others: there is no team before it. */
import type { Body } from '../../sync/protocol/index.ts';
import type { Parent } from '../rule.ts';
import { FIRST_POLICY, FIRST_RETENTION, keyOf, type Key, type Team } from '../team.ts';

export function found(
	body: Body<'genesis'>,
	{ space, hash, device }: { readonly space: Key; readonly hash: Key; readonly device: Key },
	parent: Parent | null
): Team | 'broken-rule' | 'held' {
	const member = keyOf(body.member);
	if (body.parent) {
		// Whoever makes a circle wrote in its parent at some time, as the same person.
		if (!parent) return 'held';
		if (parent.newest.space !== keyOf(body.parent) || parent.newest.parent !== null) return 'broken-rule';
		const there = parent.newest.devices.get(device);
		if (!there) return 'held';
		if (there.member !== member || !parent.newest.members.get(member)?.wrote) return 'broken-rule';
	}
	return {
		space,
		parent: body.parent && keyOf(body.parent),
		places: [hash],
		epochs: [],
		due: device,
		members: new Map([[member, { role: 'admin', joined: 0, wrote: true }]]),
		// No policy allows a courier yet.
		devices: new Map([[device, { member, keys: { ...body.device, courier: null }, joined: 0, removed: null }]]),
		cuts: [],
		invites: new Map(),
		policy: FIRST_POLICY,
		retention: FIRST_RETENTION,
		shredded: new Map(),
		above: 0
	};
}
