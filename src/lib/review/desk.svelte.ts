/**
 * One unfinished review as a screen shows it. Every change is on its way to the disk at once; "kept" is said only when the last
 * one is there. While one is being written, only the newest of each sentence waits.
 */
import type { Present } from './marks.ts';
import type { Mark, ReviewStore } from './store.ts';

export type Keeping = 'idle' | 'keeping' | 'kept' | 'failed';
export type Change = Partial<Pick<Mark, 'verdict' | 'suggestion' | 'back' | 'remark'>>;

export class Desk {
	readonly subject: string;
	marks = $state.raw<ReadonlyMap<string, Mark>>(new Map());
	keeping = $state<Keeping>('idle');
	readonly #store: ReviewStore;
	readonly #waiting = new Map<string, Mark>();
	#writing = false;

	/** `kept`: what was found on the disk; `null` where nothing can be kept. */
	constructor(store: ReviewStore, subject: string, kept: readonly Mark[] | null) {
		this.#store = store;
		this.subject = subject;
		this.marks = new Map((kept ?? []).map((mark) => [mark.place, mark]));
		if (kept === null) this.keeping = 'failed';
		else if (kept.length > 0) this.keeping = 'kept';
	}

	/** A verdict is on the words of today; a note alone does not move it there. */
	change({ place, source, text }: Present, change: Change): void {
		const before = this.marks.get(place) ?? { verdict: null, suggestion: '', back: '', remark: '', source, text };
		const on = change.verdict === undefined ? { source: before.source, text: before.text } : { source, text };
		const mark: Mark = { ...before, ...on, ...change, subject: this.subject, place };
		this.marks = new Map(this.marks).set(place, mark);
		this.#waiting.set(place, mark);
		this.keeping = 'keeping';
		if (!this.#writing) void this.#write();
	}

	/** Deletes the whole review from this phone. */
	async clear(): Promise<void> {
		this.#waiting.clear();
		const gone = await this.#store.clear(this.subject);
		if (gone) this.marks = new Map();
		this.keeping = gone ? 'idle' : 'failed';
	}

	async #write(): Promise<void> {
		this.#writing = true;
		let kept = true;
		while (kept && this.#waiting.size > 0) {
			const [place, mark] = [...this.#waiting][0] as [string, Mark];
			this.#waiting.delete(place);
			kept = await this.#store.put(mark);
			// Tried again with the next change.
			if (!kept && !this.#waiting.has(place)) this.#waiting.set(place, mark);
		}
		this.#writing = false;
		this.keeping = kept ? 'kept' : 'failed';
	}
}
