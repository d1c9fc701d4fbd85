/** Bringing a case over as a screen shows it: how much is left, stopped when the worker says so, taken up where it was. */
import type { CaseId } from '$lib/domain/case';
import type { TeamState } from './team.svelte.ts';

export class Bringing {
	readonly #team: TeamState;
	#going = $state(false);
	#left = $state(0);
	#unread = $state(0);
	#outcome = $state<'stopped' | 'nothing' | null>(null);
	#arrived = $state<CaseId | null>(null);

	constructor(team: TeamState) {
		this.#team = team;
	}

	get going(): boolean {
		return this.#going;
	}

	/** Changes that are still to be said again. */
	get left(): number {
		return this.#left;
	}

	/** Changes that cannot be opened any more, and stay. */
	get unread(): number {
		return this.#unread;
	}

	/** What the last time came to, where that is not a case that has arrived. */
	get outcome(): 'stopped' | 'nothing' | null {
		return this.#outcome;
	}

	/** The case where it is now, once all of it is there. */
	get arrived(): CaseId | null {
		return this.#arrived;
	}

	/** To the team, or to the circle of these members. */
	async bring(id: CaseId, members: readonly string[] | null): Promise<void> {
		this.#going = true;
		this.#left = 0;
		this.#outcome = null;
		this.#arrived = null;
		const circle = members && (await this.#team.act((asked) => asked.circle(members)));
		if (!circle || circle.ok) await this.#steps(id, circle ? circle.value.circle : null);
		this.#going = false;
	}

	stop(): void {
		this.#going = false;
	}

	async #steps(id: CaseId, circle: string | null): Promise<void> {
		let said = 0;
		while (this.#going) {
			const step = await this.#team.act((asked) => asked.bring(id, circle));
			if (!step.ok) return;
			said += step.value.said;
			this.#left = step.value.left;
			this.#unread = step.value.unread;
			if (step.value.left === 0) {
				this.#arrived = step.value.id;
				this.#outcome = said === 0 ? 'nothing' : null;
				return;
			}
		}
		this.#outcome = 'stopped';
	}
}
