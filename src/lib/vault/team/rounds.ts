/**
 * When rounds happen (`docs/protocol.md`, 9.1): at unlock, on a hint, a while after a save, every minute in use and every quarter of an hour
 * while only open; after a failure later and later, and never given up. Lock ends the Worker, and all this with it.
 */
import { around, pauseAfter } from '$lib/domain/back-off';
import type { Result } from '$lib/domain/result';

const IN_USE_MS = 60_000;
const OPEN_MS = 15 * 60_000;
const AFTER_SAVE_MS = 2000;
const SAVE_SPREAD_MS = 60_000;
/** A whole team hears of a change at once. */
const HINT_SPREAD_MS = 1000;
/** Without a call, the app is only open. */
const IDLE_AFTER_MS = 2 * 60_000;

export interface Timing {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Calls once after so many milliseconds; returns the way to call it off. */
	readonly after: (ms: number, call: () => void) => () => void;
	/** From 0, to 1 and not 1. */
	readonly chance: () => number;
}

/** What a round came to: how long the server asks to be left alone where it did not end well. */
type Ended<E> = Result<void, E>;

export class Rounds<E> {
	readonly #timing: Timing;
	readonly #round: () => Promise<Ended<E>>;
	readonly #waitOf: (error: E) => number | null;
	#callOff = () => {};
	#due = Infinity;
	#failures = 0;
	#used = 0;
	#running: Promise<Ended<E>> | null = null;
	#again = false;
	#hinted = false;

	constructor(timing: Timing, round: () => Promise<Ended<E>>, waitOf: (error: E) => number | null) {
		this.#timing = timing;
		this.#round = round;
		this.#waitOf = waitOf;
	}

	get running(): boolean {
		return this.#running !== null;
	}

	/** Somebody is at the phone. */
	used(): void {
		const idle = this.#timing.now() - this.#used > IDLE_AFTER_MS;
		this.#used = this.#timing.now();
		if (idle && this.#failures === 0 && !this.#running && this.#due !== Infinity)
			this.#schedule(around(IN_USE_MS, 0.25, this.#timing.chance()));
	}

	/** A server that does not answer is not asked sooner for it. */
	saved(): void {
		if (this.#failures > 0) return;
		if (this.#running) this.#again = true;
		else this.#schedule(this.#afterSave());
	}

	/** The server has something. One that has just failed us is left alone all the same. */
	heard(): void {
		if (this.#failures > 0) return;
		if (this.#running) this.#hinted = true;
		else this.#schedule(HINT_SPREAD_MS * this.#timing.chance());
	}

	/** At once; the one under way where there is one. */
	now(): Promise<Ended<E>> {
		this.#running ??= this.#run().finally(() => (this.#running = null));
		return this.#running;
	}

	stop(): void {
		this.#callOff();
		this.#due = Infinity;
	}

	async #run(): Promise<Ended<E>> {
		this.stop();
		const ended = await this.#round();
		const { now, chance } = this.#timing;
		if (ended.ok) {
			this.#failures = 0;
			const inUse = now() - this.#used <= IDLE_AFTER_MS;
			if (this.#hinted) this.#schedule(HINT_SPREAD_MS * chance());
			else this.#schedule(this.#again ? this.#afterSave() : around(inUse ? IN_USE_MS : OPEN_MS, 0.25, chance()));
		} else this.#schedule(pauseAfter(++this.#failures, this.#waitOf(ended.error), chance()));
		this.#again = false;
		this.#hinted = false;
		return ended;
	}

	#afterSave(): number {
		return AFTER_SAVE_MS + SAVE_SPREAD_MS * this.#timing.chance();
	}

	/** The sooner of what is due and this. */
	#schedule(ms: number): void {
		const due = this.#timing.now() + ms;
		if (due >= this.#due) return;
		this.#callOff();
		this.#due = due;
		this.#callOff = this.#timing.after(ms, () => {
			this.#due = Infinity;
			void this.now();
		});
	}
}
