/** Whom a phone is for, as it is being filled in: somebody new, or one more phone of a member. */
import type { Role } from '$lib/sync/protocol';
import type { Newcomer, TeamMember } from '$lib/vault';
import { tidyName } from '../names.ts';

export const NEW = 'new';

export class NewcomerDraft {
	whose = $state<string>(NEW);
	person = $state('');
	device = $state('');
	picked = $state<Role | null>(null);
	/** One has tried to go on. */
	tried = $state(false);

	/** `null` for somebody new. */
	memberAmong(members: readonly TeamMember[]): TeamMember | null {
		return members.find(({ id }) => id === this.whose) ?? null;
	}

	/** `null` while something is missing. */
	newcomerAmong(members: readonly TeamMember[]): Newcomer | null {
		const member = this.memberAmong(members);
		const role = member?.role ?? this.picked;
		const deviceName = tidyName(this.device);
		const name = member ? '' : tidyName(this.person);
		return role === null || deviceName === null || name === null
			? null
			: { member: member?.id ?? null, name, deviceName, role };
	}
}
