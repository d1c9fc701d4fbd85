/**
 * What becomes of an entry of this device on its way out (`docs/protocol.md`, 10.1). `offered` is written before the first byte
 * leaves: what was offered may be on the server for ever after, and never becomes a hole.
 *
 * A device's entries are numbered without a gap, so that their states are kept as runs: everything up to `done` is gone,
 * everything after the last run is waiting.
 */
import { step, type Table } from './machine.ts';

export type ItemState =
	| 'waiting'
	| 'offered'
	| 'acked'
	/** Acknowledged, and one complete pull has not brought it back. */
	| 'doubted'
	| 'refused'
	/** Another entry stands under its number. */
	| 'conflict'
	/** Sealed while a removal was known and no epoch after it: never sent. */
	| 'private'
	/** Damaged after it was offered: others may hold it. */
	| 'stuck'
	/** Never comes: a hole stands in its place. */
	| 'lost'
	/** Was seen in a pull with the same bytes. */
	| 'gone';

export type ItemEvent =
	| 'sends'
	| 'stored'
	| 'other'
	| 'gap'
	| 'refused'
	| 'no-answer'
	| 'seen'
	| 'missed'
	| 'damaged'
	/** A removal is known, and no epoch after it. */
	| 'removal'
	/** There is an epoch again. */
	| 'epoch'
	| 'retry';

export type ItemAction = 'hole' | 'restate' | 'cloned-self' | 'unkept';

const SEEN = { seen: ['gone'] } as const;
const ACKED = { ...SEEN, other: ['conflict', 'cloned-self'], gap: ['offered'], damaged: ['stuck'] } as const;

export const OUTBOX: Table<ItemState, ItemEvent, ItemAction> = {
	waiting: { sends: ['offered'], damaged: ['lost', 'hole'], removal: ['private'] },
	offered: { ...ACKED, sends: ['offered'], stored: ['acked'], refused: ['refused'], 'no-answer': ['offered'] },
	acked: { ...ACKED, missed: ['doubted'] },
	doubted: { ...ACKED, missed: ['offered', 'unkept'] },
	refused: { ...SEEN, retry: ['offered'], stored: ['acked'] },
	conflict: {},
	private: { epoch: ['lost', 'restate'], damaged: ['lost', 'hole'] },
	stuck: { ...SEEN },
	lost: { ...SEEN },
	gone: {}
};

export interface Run {
	readonly from: number;
	readonly to: number;
	readonly state: ItemState;
}

export interface Outbox {
	/** Everything up to this number is gone. */
	readonly done: number;
	/** Ascending, without a gap, from the number after `done`. */
	readonly runs: readonly Run[];
}

export const EMPTY_OUTBOX: Outbox = { done: 0, runs: [] };

export interface Applied {
	readonly outbox: Outbox;
	/** What is to be done, for which numbers. */
	readonly actions: readonly { readonly action: ItemAction; readonly from: number; readonly to: number }[];
	/** Numbers to which this could not happen. */
	readonly odd: number;
}

export function stateOf({ done, runs }: Outbox, seq: number): ItemState {
	if (seq <= done) return 'gone';
	return runs.find(({ to }) => seq <= to)?.state ?? 'waiting';
}

/** Everything from a number on is offered again: the server has lost it. */
export function offerAgain({ done, runs }: Outbox, from: number, last: number): Outbox {
	const before = runs.flatMap((run) => (run.from < from ? [{ ...run, to: Math.min(run.to, from - 1) }] : []));
	const kept = runs.filter(({ to, state }) => to >= from && (state === 'conflict' || state === 'private'));
	const to = Math.min(last, (kept[0]?.from ?? last + 1) - 1);
	const again: Run[] = from <= to ? [{ from, to, state: 'offered' }] : [];
	return joined(Math.min(done, from - 1), [...before, ...again, ...kept]);
}

/** The numbers after `done` up to `last` that are in one of these states, as runs. */
export function inState(outbox: Outbox, states: readonly ItemState[], last: number): readonly Run[] {
	return spread(outbox, last).filter(({ state }) => states.includes(state));
}

/** One event for the numbers `from` to `to`. */
export function happen(outbox: Outbox, event: ItemEvent, from: number, to: number): Applied {
	const actions: { action: ItemAction; from: number; to: number }[] = [];
	let odd = 0;
	const runs = spread(outbox, Math.max(to, outbox.runs.at(-1)?.to ?? 0)).flatMap((run): Run[] => {
		const [first, last] = [Math.max(run.from, from), Math.min(run.to, to)];
		if (first > last) return [run];
		const { state, action, shown } = step(OUTBOX, run.state, event);
		if (action) actions.push({ action, from: first, to: last });
		if (!shown) odd += last - first + 1;
		return [
			{ ...run, to: first - 1 },
			{ from: first, to: last, state },
			{ ...run, from: last + 1 }
		].filter((part) => part.from <= part.to);
	});
	return { outbox: joined(outbox.done, runs), actions, odd };
}

/** All runs after `done` up to a number, those that wait included. */
function spread({ done, runs }: Outbox, last: number): readonly Run[] {
	const end = runs.at(-1)?.to ?? done;
	return end < last ? [...runs, { from: end + 1, to: last, state: 'waiting' }] : runs;
}

/** The shortest form: neighbours in one state are one run, and neither what is gone nor what waits at the end is kept. */
function joined(before: number, runs: readonly Run[]): Outbox {
	const kept: Run[] = [];
	let done = before;
	for (const run of runs) {
		const last = kept.at(-1);
		if (run.state === 'gone' && kept.length === 0) done = run.to;
		else if (last?.state === run.state) kept[kept.length - 1] = { ...last, to: run.to };
		else kept.push(run);
	}
	if (kept.at(-1)?.state === 'waiting') kept.pop();
	return { done, runs: kept };
}
