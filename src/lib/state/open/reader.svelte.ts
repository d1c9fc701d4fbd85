/** What the reader of rights remembers while it is open: in memory only, gone with quick exit. */
import type { Lang } from '$lib/rights/languages';
import { onForget } from './session.svelte.ts';

class Reader {
	/** The language whose unverified draft the worker has chosen to open, with an interpreter; it stays open from topic to topic. */
	draft = $state<Lang | null>(null);

	/** No voice on this phone may read the text on the screen. */
	silent = $state(false);

	forget(): void {
		this.draft = null;
	}
}

export const reader = new Reader();

onForget(() => {
	reader.forget();
});
