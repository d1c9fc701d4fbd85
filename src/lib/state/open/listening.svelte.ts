/** Reading aloud on this page: one voice at a time, silent at once when the page is hidden, left or quit. */
import { nextReading, SILENT, type Reading, type ReadingEvent } from '$lib/voices/reading';
import { sampleOf, type Heard, type Hearing, type Sound } from './hearing.ts';
import type { Lang } from '$lib/rights/languages';
import { onForget } from './session.svelte.ts';

export const RATES = [0.75, 1, 1.25] as const;
export type Rate = (typeof RATES)[number];

/** Low at first: someone may hear. */
const QUIET = 0.3;
const LOUD = 1;

class Listening {
	reading = $state.raw<Reading>(SILENT);
	rate = $state<Rate>(1);
	loud = $state(false);
	/** Until the first time something is heard: "use an earphone". */
	advise = $state(true);
	/** The sound was gone or would not play. */
	failed = $state(false);
	#hearing = $state.raw<Hearing>({ essentials: [], details: [] });
	#detailsOpen: () => boolean = () => false;
	#sound: Sound | null = null;
	/** What began before the last stop or pause has no say any more. */
	#turn = 0;

	/** The sentence being said. */
	get now(): Heard | null {
		if (this.reading.kind === 'silent') return null;
		return [...this.#hearing.essentials, ...this.#hearing.details][this.reading.at] ?? null;
	}

	get #volume(): number {
		return this.loud ? LOUD : QUIET;
	}

	start(hearing: Hearing, detailsOpen: () => boolean): void {
		this.stop();
		this.#hearing = hearing;
		this.#detailsOpen = detailsOpen;
		this.failed = false;
		this.#watch();
		this.#dispatch({ kind: 'start', count: this.#count() });
		void this.#say();
	}

	pause(): void {
		if (this.reading.kind !== 'speaking') return;
		this.#dispatch({ kind: 'pause' });
		if (this.#sound?.pause) this.#sound.pause();
		else this.#hush();
	}

	resume(): void {
		if (this.reading.kind !== 'paused') return;
		this.#dispatch({ kind: 'resume' });
		if (this.#sound?.resume) this.#sound.resume();
		else void this.#say();
	}

	stop(): void {
		this.#hush();
		this.#dispatch({ kind: 'stop' });
		document.removeEventListener('visibilitychange', this.#whenHidden);
		removeEventListener('pagehide', this.#whenLeft);
	}

	setRate(rate: Rate): void {
		this.rate = rate;
		this.#sound?.setRate?.(rate);
	}

	setLoud(loud: boolean): void {
		this.loud = loud;
		this.#sound?.setVolume?.(this.#volume);
	}

	/** One short sample of a language; resolves when it has been heard or stopped. */
	async sample(lang: Lang): Promise<void> {
		this.stop();
		this.#watch();
		const turn = this.#turn;
		const sound = await sampleOf(lang, { rate: 1, volume: this.#volume });
		if (turn !== this.#turn) sound?.stop();
		else this.#sound = sound;
		await sound?.said;
		if (turn === this.#turn) this.stop();
	}

	async #say(): Promise<void> {
		const turn = ++this.#turn;
		const sentence = this.now;
		const reading = this.reading;
		if (!sentence || reading.kind !== 'speaking') return;
		const sound = await sentence.by.say(sentence, { rate: this.rate, volume: this.#volume });
		if (turn !== this.#turn) {
			sound?.stop();
			return;
		}
		this.#sound = sound;
		// Paused while its sound was being fetched.
		if (this.reading.kind === 'paused') sound?.pause?.();
		const said = (await sound?.said) ?? false;
		if (turn !== this.#turn) return;
		this.#sound = null;
		if (said) {
			this.#dispatch({ kind: 'said', at: reading.at, count: this.#count() });
			if (this.reading.kind === 'speaking') await this.#say();
			else this.stop();
		} else {
			this.failed = true;
			this.stop();
		}
	}

	#watch(): void {
		document.addEventListener('visibilitychange', this.#whenHidden);
		addEventListener('pagehide', this.#whenLeft);
	}

	#count(): number {
		const { essentials, details } = this.#hearing;
		return essentials.length + (this.#detailsOpen() ? details.length : 0);
	}

	#hush(): void {
		this.#turn += 1;
		this.#sound?.stop();
		this.#sound = null;
	}

	#dispatch(event: ReadingEvent): void {
		this.reading = nextReading(this.reading, event);
	}

	readonly #whenHidden = () => {
		if (document.visibilityState === 'hidden') this.stop();
	};

	readonly #whenLeft = () => {
		this.stop();
	};
}

export const listening = new Listening();
onForget(() => {
	listening.stop();
	listening.advise = true;
});
