/** The invitations that stand open, asked for again and again while an admin looks at them: somebody may be asking to come in. */
import type { Invitation, Team, TeamError } from '$lib/vault';

const EVERY_MS = 8000;
const AFTER_FAILURE_MS = 30_000;

export class Invitations {
	readonly #team: () => Team;
	#open = $state.raw<readonly Invitation[] | null>(null);
	#trouble = $state.raw<TeamError | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#ended = false;

	constructor(team: () => Team) {
		this.#team = team;
	}

	/** `null` until the server has said. */
	get open(): readonly Invitation[] | null {
		return this.#open;
	}

	/** Why it could not be asked last. */
	get trouble(): TeamError | null {
		return this.#trouble;
	}

	/** Returns the way to stop. */
	begin(): () => void {
		void this.look();
		return () => {
			this.#ended = true;
			clearTimeout(this.#timer);
		};
	}

	async look(): Promise<void> {
		clearTimeout(this.#timer);
		const asked = await this.#team().invitations();
		if (asked.ok) this.#open = asked.value;
		this.#trouble = asked.ok ? null : asked.error;
		if (this.#ended) return;
		this.#timer = setTimeout(() => void this.look(), asked.ok ? EVERY_MS : AFTER_FAILURE_MS);
	}
}
