/**
 * The courier in the service worker (`docs/protocol.md`, 12): once through, for as long as there is something to do at once, and only
 * where something waits that nobody else takes along. It gives way to whatever the service worker is there for.
 */
import { carry, type CourierSurroundings } from './carry.ts';

export interface ErrandSurroundings extends Omit<CourierSurroundings, 'alone' | 'wait'> {
	/** `not-now`: another has it, a vault that is unlocked or a courier of a page. Not waited for. */
	aloneNow<T>(work: () => Promise<T>): Promise<T | 'not-now'>;
}

export interface Errand {
	/** Throws where something is left to do, so that the browser comes back to it. */
	run(): Promise<void>;
	/** Ends it at once; what was under way may be said twice. */
	giveWay(): void;
}

/** What the browser shows of it to nobody but a developer. */
class Unfinished extends Error {}

export function errandOf(around: ErrandSurroundings): Errand {
	const stops = new Set<() => void>();
	return {
		async run() {
			const waiting = await around.store.outbox();
			if (!waiting.ok || waiting.value.length === 0) return;
			let stopped = false;
			let stop: () => void = () => undefined;
			const off = new Promise<'not-now'>((resolve) => {
				stop = () => {
					stopped = true;
					resolve('not-now');
				};
			});
			stops.add(stop);
			const went = carry({
				...around,
				alone: async (work) => (stopped ? 'not-now' : around.aloneNow(work)),
				wait: () => Promise.resolve('not-now')
			});
			const how = await Promise.race([went, off]).finally(() => stops.delete(stop));
			if (how === 'not-now') throw new Unfinished();
		},
		giveWay() {
			for (const stop of stops) stop();
		}
	};
}
