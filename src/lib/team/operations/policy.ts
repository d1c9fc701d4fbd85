/** What the team allows. Without couriers, every courier's key is void, and must be set anew one day. */
import { isAdmin, type Rule } from '../rule.ts';
import type { Device } from '../team.ts';

export const policy: Rule<'policy'> = {
	may: (_team, signed) => isAdmin(signed),

	apply(team, { body }) {
		const now = team.policy;
		const names = ['courier', 'shred', 'renew', 'duress', 'out'] as const;
		if (names.every((name) => now[name] === body[name])) return 'broken-rule';
		const without = (device: Device): Device => ({ ...device, keys: { ...device.keys, courier: null } });
		const devices = body.courier
			? team.devices
			: new Map([...team.devices].map(([key, device]) => [key, without(device)]));
		return { ...team, policy: body, devices };
	}
};
