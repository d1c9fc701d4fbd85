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
	/** Refused for good: a hole is to go in its place, and what it says to be said again. */
	| 'unfit'
	/** It was said again; its hole goes in its place. */
	| 'passed'
	/** It cannot be said again: it stays here, for a person; its hole goes in its place. */
	| 'kept'
	/** The same, once the hole was seen. */
	| 'alone'
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

/** Not known to be with the team, and fit to leave the phone: of what is `private`, somebody removed has the key. */
export const CARRIED = [
	'waiting',
	'offered',
	'acked',
	'doubted',
	'refused',
	'unfit',
	'kept',
	'alone',
	'conflict',
	'stuck'
] as const satisfies readonly ItemState[];
/** Not known to be with the team. Of what is `lost` or `passed`, a hole says that it never comes. */
export const UNSENT = [...CARRIED, 'private'] as const satisfies readonly ItemState[];

export type ItemEvent =
	| 'sends'
	| 'stored'
	| 'other'
	| 'gap'
	| 'refused'
	/** Refused for what it is, whenever it comes. */
	| 'unfit'
	/** What it says is in a new entry, or needs none. */
	| 'again'
	/** It is not. */
	| 'keep'
	/** A person has given it up. */
	| 'let-go'
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
	offered: {
		...ACKED,
		sends: ['offered'],
		stored: ['acked'],
		refused: ['refused'],
		unfit: ['unfit'],
		'no-answer': ['offered']
	},
	acked: { ...ACKED, missed: ['doubted'] },
	doubted: { ...ACKED, missed: ['offered', 'unkept'] },
	refused: { ...SEEN, retry: ['offered'], stored: ['acked'] },
	unfit: { ...SEEN, again: ['passed'], keep: ['kept'] },
	passed: { ...SEEN, other: ['conflict', 'cloned-self'] },
	kept: { seen: ['alone'], other: ['conflict', 'cloned-self'], 'let-go': ['passed'] },
	alone: { 'let-go': ['gone'] },
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

/** What a server that has lost it is offered again; everything else stays what it is. */
const AGAIN: Partial<Record<ItemState, ItemState>> = {
	waiting: 'offered',
	acked: 'offered',
	doubted: 'offered',
	gone: 'offered',
	alone: 'kept'
};

/** Everything from a number on is offered again: the server has lost it. */
export function offerAgain(outbox: Outbox, from: number, last: number): Outbox {
	const done = Math.min(outbox.done, from - 1);
	const gone: Run[] = done < outbox.done ? [{ from: from, to: outbox.done, state: 'gone' }] : [];
	const all = [...gone, ...spread(outbox, last)];
	const before = all.flatMap((run) => (run.from < from ? [{ ...run, to: Math.min(run.to, from - 1) }] : []));
	const after = all.flatMap((run) => (run.to >= from ? [{ ...run, from: Math.max(run.from, from) }] : []));
	const halt = after.findIndex(({ state }) => state === 'conflict' || state === 'private');
	const again = after.map((run, i) => (halt < 0 || i < halt ? { ...run, state: AGAIN[run.state] ?? run.state } : run));
	return joined(done, [...before, ...again]);
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
