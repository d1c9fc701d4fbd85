/** What is asked of every store that is put beside another, and timed by the same lines. */
import { makeCases, type CaseRecord } from '../cases.ts';

export interface Store {
	/** Milliseconds that went into deriving a key, which no store is charged with. */
	open(): Promise<number>;
	write(cases: readonly CaseRecord[]): Promise<void>;
	/** Every record, decrypted. */
	all(): Promise<readonly CaseRecord[]>;
	/** Durable when it resolves. */
	update(id: string, status: string): Promise<void>;
}

export function contender(store: Store) {
	let derivation: Promise<number> | undefined;
	const opened = () => (derivation ??= store.open());
	/** What a list on the screen would hold on to, for as long as the page lives. */
	let kept: readonly CaseRecord[] = [];
	return {
		/** Milliseconds to keep so many cases. */
		async write(count: number): Promise<number> {
			const cases = makeCases(count);
			const from = performance.now();
			const derived = await opened();
			await store.write(cases);
			return performance.now() - from - derived;
		},
		/** Milliseconds from nothing to a list, filtered and sorted. On a page that has not opened the store yet. */
		async open() {
			if (derivation) throw new Error('it is open');
			const from = performance.now();
			const derived = await opened();
			kept = await store.all();
			const hits = kept.filter(({ notes, status }) => notes.includes('refuge') && status === 'open');
			hits.sort((a, b) => b.updatedAt - a.updatedAt);
			return { ms: performance.now() - from - derived, count: kept.length, hits: hits.length };
		},
		/** Milliseconds of each of `count` durable updates of one record. */
		async update(count: number): Promise<readonly number[]> {
			await opened();
			const [one] = makeCases(1);
			if (!one) throw new Error('no case');
			const times: number[] = [];
			for (let i = 0; i < count; i++) {
				const from = performance.now();
				await store.update(one.id, `s${i}`);
				times.push(performance.now() - from);
			}
			return times;
		}
	};
}
export type Contender = ReturnType<typeof contender>;
