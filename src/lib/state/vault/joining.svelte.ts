/**
 * The joining of this phone as its screen sees it: where it stands, what went wrong last, and the server asked again while the
 * screen is open, less and less often.
 */
import type { JoinStep, Team, TeamError, TeamResult } from '$lib/vault';

const FIRST_MS = 8000;
const LONGEST_MS = 60_000;

export class Joining {
	readonly #team: () => Team;
	readonly #in: () => void;
	#step = $state.raw<JoinStep | null>(null);
	#trouble = $state.raw<TeamError | null>(null);
	#busy = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#pause = FIRST_MS;

	/** `entered`: this phone is in the team. */
	constructor(team: () => Team, entered: () => void) {
		this.#team = team;
		this.#in = entered;
	}

	/** `null` until it is known. */
	get step(): JoinStep | null {
		return this.#step;
	}

	get trouble(): TeamError | null {
		return this.#trouble;
	}

	/** A person has pressed and waits. */
	get busy(): boolean {
		return this.#busy;
	}

	/** Looks where it stands, and on from there; returns the way to stop. */
	begin(): () => void {
		void this.act((team) => team.joinStep());
		return () => {
			clearTimeout(this.#timer);
		};
	}

	/** One thing at a time; a second one begun meanwhile is not. */
	async act(ask: (team: Team) => TeamResult<JoinStep>): Promise<JoinStep | null> {
		if (this.#busy) return null;
		this.#busy = true;
		this.#pause = FIRST_MS;
		const done = await this.#take(ask);
		this.#busy = false;
		return done;
	}

	/** What was said of the last act has been read. */
	settle(): void {
		this.#trouble = null;
	}

	async #take(ask: (team: Team) => TeamResult<JoinStep>): Promise<JoinStep | null> {
		clearTimeout(this.#timer);
		const result = await ask(this.#team());
		// Without an answer it may stand further than before all the same: what was begun waits on the phone.
		const stands = result.ok ? result : await this.#team().joinStep();
		if (stands.ok) this.#step = stands.value;
		this.#trouble = result.ok ? null : result.error;
		if (result.ok && result.value.step === 'in') this.#in();
		else this.#later();
		return result.ok ? result.value : null;
	}

	#later(): void {
		const step = this.#step?.step;
		if (step !== 'asking' && step !== 'words' && step !== 'waiting') return;
		this.#timer = setTimeout(() => {
			this.#pause = Math.min(LONGEST_MS, this.#pause * 1.5);
			if (this.#busy) this.#later();
			else void this.#take((team) => team.joinPoll());
		}, this.#pause);
	}
}
