/** What is to be watched in all cases, by how near it is; worked out again as time passes and as cases change. */
import { allDeadlines, byUrgency, type CaseDeadline, type Urgency } from '$lib/casework';
import { now, today } from '$lib/platform/clock';
import type { CaseSummary, Vault, VaultError } from '$lib/vault';

const MINUTE_MS = 60_000;
/** Drawn at a time in each group. */
const PAGE = 30;

export class DeadlineList {
	readonly #vault: Vault;
	#listed = $state.raw<readonly CaseSummary[] | null>(null);
	#failure = $state.raw<VaultError | null>(null);
	#moment = $state.raw({ today: today(), instant: now() });
	#drawn = $state<Partial<Record<Urgency, number>>>({});
	readonly #groups = $derived(byUrgency(allDeadlines(this.#listed ?? [], this.#moment.today), this.#moment));
	readonly #stop: () => void;

	constructor(vault: Vault) {
		this.#vault = vault;
		const unsubscribe = vault.subscribe((event) => {
			if (event.kind === 'changed' || (event.kind === 'team' && event.cases.length > 0)) void this.load();
		});
		const tick = setInterval(() => {
			this.#moment = { today: today(), instant: now() };
		}, MINUTE_MS);
		this.#stop = () => {
			unsubscribe();
			clearInterval(tick);
		};
	}

	get loaded(): boolean {
		return this.#listed !== null;
	}

	get failure(): VaultError | null {
		return this.#failure;
	}

	get today() {
		return this.#moment.today;
	}

	/** How many of a group there are. */
	count(urgency: Urgency): number {
		return this.#groups[urgency].length;
	}

	/** Those of a group that are drawn. */
	shown(urgency: Urgency): readonly CaseDeadline[] {
		return this.#groups[urgency].slice(0, this.#drawn[urgency] ?? PAGE);
	}

	showMore(urgency: Urgency): void {
		this.#drawn[urgency] = (this.#drawn[urgency] ?? PAGE) + PAGE;
	}

	/** How many have passed or end within seven days. */
	get near(): number {
		return this.count('overdue') + this.count('hours') + this.count('week');
	}

	async load(): Promise<void> {
		const listed = await this.#vault.list();
		if (listed.ok) this.#listed = listed.value;
		this.#failure = listed.ok ? null : listed.error;
	}

	close(): void {
		this.#stop();
	}
}
