/** What the page of a new phone may ask: each step of its joining, and that the server is asked no more than it bears. */
import type { Result } from '$lib/domain/result';
import type { Answer } from '../told.ts';
import type { TeamCall } from './calls.ts';
import { ask, begin, drop, finish, heard, poll, where, type JoiningSurroundings } from './joining.ts';
import type { JoinStep, TeamError } from './types.ts';

/** `join/ask` is counted for each invitation, one a minute (`docs/protocol.md`, 11.2), and others may be asking. */
const THOROUGH_MS = 180_000;

type Done<T> = Promise<Result<T, TeamError>>;
type JoinCall = Extract<TeamCall, { ask: `join${'Begin' | 'Step' | 'Finish' | 'Ask' | 'Heard' | 'Poll' | 'Drop'}` }>;

export class ComingIn {
	readonly #around: JoiningSurroundings;
	readonly #opened: () => Answer<void>;
	#lastAsked: number;

	/** `opened`: this phone is in a team now. */
	constructor(around: JoiningSurroundings, opened: () => Answer<void>) {
		this.#around = around;
		this.#opened = opened;
		this.#lastAsked = around.now();
	}

	async answer(call: JoinCall): Done<unknown> {
		if (call.ask === 'joinBegin') return begin(this.#around);
		const done = await this.#step(call);
		if (!done.ok || done.value.step !== 'in') return done;
		const opened = await this.#opened();
		return opened.ok ? done : opened;
	}

	#step(call: Exclude<JoinCall, { ask: 'joinBegin' }>): Done<JoinStep> {
		switch (call.ask) {
			case 'joinStep':
				return where(this.#around);
			case 'joinFinish':
				return finish(this.#around, call.code);
			case 'joinAsk':
				return ask(this.#around, call.code);
			case 'joinHeard':
				return heard(this.#around, call.yes);
			case 'joinPoll':
				return this.#poll();
			case 'joinDrop':
				return drop(this.#around);
		}
	}

	#poll(): Done<JoinStep> {
		const now = this.#around.now();
		const thorough = now - this.#lastAsked >= THOROUGH_MS || now < this.#lastAsked;
		if (thorough) this.#lastAsked = now;
		return poll(this.#around, thorough);
	}
}
