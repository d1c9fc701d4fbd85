/** The engine of the law and the words of its outcomes: a chunk loaded after the first paint, tried again when it failed. */
import { useCatalog } from '$lib/i18n';

type Law = typeof import('$lib/law');

class LawChunk {
	state = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle');
	/** Failures in a row. Some browsers (Chromium 147, no longer 156) never fetch a part anew that once failed: only a new page helps. */
	failures = $state(0);
	#law: Law | undefined;

	/** Loads what is missing and hands the law over; a failure shows in `state`. */
	async load(use: (law: Law) => void): Promise<void> {
		if (this.#law) {
			use(this.#law);
			return;
		}
		this.state = 'loading';
		try {
			const [law] = await Promise.all([import('$lib/law'), useCatalog('law', 'outcomes', 'emergency', 'reviewed')]);
			this.#law = law;
			this.state = 'ready';
			this.failures = 0;
			use(law);
		} catch {
			this.state = 'failed';
			this.failures += 1;
		}
	}
}

export const lawChunk = new LawChunk();
