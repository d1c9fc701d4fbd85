/** Whether what this phone keeps will stay: what the browser has promised, how much room there is, and how old what is only here is. */
import { now } from '$lib/platform/clock';
import { askPersistence, persistence, space, type Persistence, type Space } from '$lib/platform/storage';
import type { Vault } from '$lib/vault';
import { daysSince, sinceOnlyHere, stageOf, type Stage } from './only-here.ts';
import type { TeamState } from './team.svelte.ts';

interface Surroundings {
	readonly vault: Pick<Vault, 'list' | 'health' | 'backup'>;
	readonly team: Pick<TeamState, 'view'>;
}

export class StorageHealth {
	readonly #around: Surroundings;
	#persistence = $state.raw<Persistence | null>(null);
	#space = $state.raw<Space | null>(null);
	#entries = $state<number | null>(null);
	/** Of a phone of one. */
	#since = $state<number | null>(null);
	#looked = $state(0);

	constructor({ vault, team }: Surroundings) {
		this.#around = { vault, team };
	}

	/** `null` until the browser has answered. */
	get persistence(): Persistence | null {
		return this.#persistence;
	}

	/** `null` where the browser does not say. */
	get space(): Space | null {
		return this.#space;
	}

	get entries(): number | null {
		return this.#entries;
	}

	/** Of the oldest change that is on this phone alone: in a team, that has not been seen back from its server. */
	get since(): number | null {
		const { view } = this.#around.team;
		return view ? view.unsent.since : this.#since;
	}

	get inTeam(): boolean {
		return this.#around.team.view !== null;
	}

	get days(): number {
		return daysSince(this.since, this.#looked);
	}

	get stage(): Stage {
		return stageOf(this.since, this.#looked);
	}

	async look(): Promise<void> {
		const { vault } = this.#around;
		const [list, health, kept, room, backup] = await Promise.all([
			vault.list(),
			vault.health(),
			persistence(),
			space(),
			vault.backup.state()
		]);
		[this.#persistence, this.#space, this.#looked] = [kept, room, now()];
		if (list.ok) this.#since = sinceOnlyHere(list.value, backup.ok ? (backup.value.last?.at ?? null) : null);
		if (health.ok) this.#entries = health.value.entries;
	}

	async ask(): Promise<void> {
		this.#persistence = await askPersistence();
	}
}
