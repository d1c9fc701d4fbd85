/** What was read on this phone since it was opened: in memory only, gone with quick exit, kept only by being handed to a case. */
import { untrack } from 'svelte';
import type { Lang } from '$lib/rights/languages';
import type { TopicId } from '$lib/rights/pack';
import { noted, type TopicRead } from '$lib/rights/reading';
import { onForget } from './session.svelte.ts';

class Reading {
	#read = $state.raw<readonly TopicRead[]>([]);

	/** In the order in which they were first read. */
	get read(): readonly TopicRead[] {
		return this.#read;
	}

	note(topic: TopicId, lang: Lang, known: Partial<Omit<TopicRead, 'topic' | 'lang'>> = {}): void {
		// Whoever notes something does not depend on what is noted.
		this.#read = noted(
			untrack(() => this.#read),
			{ topic, lang, ...known }
		);
	}

	leaveOut(topic: TopicId, lang: Lang): void {
		this.#read = this.#read.filter((one) => one.topic !== topic || one.lang !== lang);
	}

	forget(): void {
		this.#read = [];
	}
}

export const reading = new Reading();

onForget(() => {
	reading.forget();
});
