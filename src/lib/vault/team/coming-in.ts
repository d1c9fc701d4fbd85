/** What the page of a new phone may ask: each step of its joining, and that the server is asked no more than it bears. */
import type { Result } from '$lib/domain/result';
import type { Answer } from '../told.ts';
import type { TeamCall } from './calls.ts';
import { ask, begin, drop, finish, heard, poll, where, type JoiningSurroundings } from './joining.ts';
import type { Before } from './rejoin.ts';
import type { JoinStep, TeamError } from './types.ts';

/** `join/ask` is counted for each invitation, one a minute (`docs/protocol.md`, 11.2), and others may be asking. */
const THOROUGH_MS = 180_000;

type Done<T> = Promise<Result<T, TeamError>>;
export type JoinCall = Extract<
	TeamCall,
	{ ask: `join${'Begin' | 'Step' | 'Finish' | 'Ask' | 'Heard' | 'Poll' | 'Drop'}` }
>;

export class ComingIn {
	readonly #around: Omit<JoiningSurroundings, 'before'>;
	readonly #opened: (again: boolean) => Answer<void>;
	#lastAsked: number;

	/** `opened`: this phone is in a team now, or in it again with other keys than those in memory. */
	constructor(around: Omit<JoiningSurroundings, 'before'>, opened: (again: boolean) => Answer<void>) {
		this.#around = around;
		this.#opened = opened;
		this.#lastAsked = around.now();
	}

	async answer(call: JoinCall, before: Before | null): Done<unknown> {
		const around = { ...this.#around, before };
		if (call.ask === 'joinBegin') return begin(around);
		const done = await this.#step(call, around);
		if (!done.ok || done.value.step !== 'in') return done;
		const opened = await this.#opened(done.value.again);
		return opened.ok ? done : opened;
	}

	#step(call: Exclude<JoinCall, { ask: 'joinBegin' }>, around: JoiningSurroundings): Done<JoinStep> {
		switch (call.ask) {
			case 'joinStep':
				return where(around);
			case 'joinFinish':
				return finish(around, call.code);
			case 'joinAsk':
				return ask(around, call.code);
			case 'joinHeard':
				return heard(around, call.yes);
			case 'joinPoll':
				return this.#poll(around);
			case 'joinDrop':
				return drop(around);
		}
	}

	#poll(around: JoiningSurroundings): Done<JoinStep> {
		const now = this.#around.now();
		const thorough = now - this.#lastAsked >= THOROUGH_MS || now < this.#lastAsked;
		if (thorough) this.#lastAsked = now;
		return poll(around, thorough);
	}
}
