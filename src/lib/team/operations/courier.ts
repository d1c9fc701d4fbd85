/** The key with which a device may carry what is sealed while it is locked. It speaks for itself only. */
import { sameBytes } from '../../sync/protocol/index.ts';
import { isHome, type Rule } from '../rule.ts';

export const courier: Rule<'courier'> = {
	may: (team) => isHome(team),

	apply(team, { body, by }) {
		const device = team.devices.get(by);
		if (!device || (body.courier && !team.policy.courier)) return 'broken-rule';
		const now = device.keys.courier;
		const same = now && body.courier ? sameBytes(now, body.courier) : now === body.courier;
		if (same) return 'broken-rule';
		const keys = { ...device.keys, courier: body.courier };
		return { ...team, devices: new Map(team.devices).set(by, { ...device, keys }) };
	}
};
