/** Cases whose kept permit result older rules gave, worked out again one after the other; it can be stopped and taken up again. */
import { lookedAt, reviewOf, toLookAt, type Reviewed } from '$lib/casework';
import type { CivilDate } from '$lib/domain/civil-date';
import type { Facts } from '$lib/law/facts';
import type { OutcomeId, Status } from '$lib/law/types';
import { dayOf, today } from '$lib/platform/clock';
import type { CaseSummary, Vault, VaultError } from '$lib/vault';

type Statuses = (facts: Facts, at: CivilDate) => readonly { readonly id: OutcomeId; readonly status: Status }[];

export interface Row {
	readonly summary: CaseSummary;
	readonly reviewed: Reviewed;
}

export class RulesReview {
	readonly #vault: Pick<Vault, 'list' | 'open' | 'edit'>;
	readonly #statuses: Statuses;
	#waiting = $state.raw<readonly CaseSummary[] | null>(null);
	#rows = $state.raw<readonly Row[]>([]);
	#unopened = $state(0);
	#running = $state(false);
	#failure = $state.raw<VaultError | null>(null);

	constructor(vault: Pick<Vault, 'list' | 'open' | 'edit'>, statuses: Statuses) {
		this.#vault = vault;
		this.#statuses = statuses;
	}

	get loaded(): boolean {
		return this.#waiting !== null;
	}

	get running(): boolean {
		return this.#running;
	}

	/** How many are still to be worked out. */
	get left(): number {
		return this.#waiting?.length ?? 0;
	}

	get done(): number {
		return this.#rows.length + this.#unopened;
	}

	get unopened(): number {
		return this.#unopened;
	}

	get failure(): VaultError | null {
		return this.#failure;
	}

	/** Those where an outcome is otherwise, or where it cannot be told. */
	get changed(): readonly Row[] {
		return this.#rows.filter(({ reviewed: { changes } }) => changes === null || changes.length > 0);
	}

	get same(): readonly Row[] {
		return this.#rows.filter(({ reviewed: { changes } }) => changes?.length === 0);
	}

	async load(): Promise<void> {
		const listed = await this.#vault.list();
		this.#failure = listed.ok ? null : listed.error;
		if (!listed.ok) return;
		this.#waiting = toLookAt(listed.value);
		await this.resume();
	}

	async resume(): Promise<void> {
		this.#running = true;
		while (this.#running) {
			const [summary, ...rest] = this.#waiting ?? [];
			if (!summary) break;
			const opened = await this.#vault.open(summary.id);
			const reviewed = opened.ok ? reviewOf(opened.value, { today: today(), dayOf }, this.#statuses) : null;
			if (reviewed) this.#rows = [...this.#rows, { summary, reviewed }];
			else this.#unopened += 1;
			this.#waiting = rest;
		}
		this.#running = false;
	}

	stop(): void {
		this.#running = false;
	}

	/** Keeps the new results of these; what could not be written stays on the list. */
	async keep(rows: readonly Row[]): Promise<void> {
		this.#failure = null;
		for (const row of rows) {
			const edit = lookedAt(row.reviewed, { today: today(), dayOf }, this.#statuses);
			const saved = await this.#vault.edit(row.summary.id, [edit]);
			if (!saved.ok) {
				this.#failure = saved.error;
				return;
			}
			this.#rows = this.#rows.filter((one) => one !== row);
		}
	}
}
