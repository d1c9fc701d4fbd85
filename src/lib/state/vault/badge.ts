/** The number on the icon, for whoever asked for it: how many deadlines have passed or come within seven days. It stays through a lock. */
import { allDeadlines, isNear } from '$lib/casework';
import { setBadge } from '$lib/platform/badge';
import { now, today } from '$lib/platform/clock';
import type { Vault } from '$lib/vault';

export class Badge {
	#on = false;

	/** As the phone's own settings say. The number of another vault, or of another space of this one, goes as well. */
	async turn(on: boolean, vault: Vault): Promise<void> {
		this.#on = on;
		if (on) await this.refresh(vault);
		else await setBadge(0);
	}

	async refresh(vault: Vault): Promise<void> {
		if (!this.#on) return;
		const listed = await vault.list();
		if (!listed.ok || !this.#on) return;
		const moment = { today: today(), instant: now() };
		await setBadge(allDeadlines(listed.value, moment.today).filter(({ deadline }) => isNear(deadline, moment)).length);
	}

	/** Nothing of the app is left. */
	async remove(): Promise<void> {
		this.#on = false;
		await setBadge(0);
	}
}
