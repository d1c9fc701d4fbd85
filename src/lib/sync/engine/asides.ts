/** What is set aside, and how much of it is kept (`docs/protocol.md`, 14). */
import { keyOf, type Key } from '../../team/index.ts';
import { readCaseKey, sameBytes, type PulledItem } from '../protocol/index.ts';
import type { Aside, Reason } from './ports.ts';

/** Items set aside that are kept, of each sort by itself, so that what nobody needs crowds out nothing that somebody waits for. */
export const MAX_ASIDE = { held: 10_000, keys: 100_000, apart: 10_000, noted: 1000 } as const;

type Sort = keyof typeof MAX_ASIDE;
type Row = readonly [no: number, row: Aside];

const SORTS: Partial<Record<Reason, Sort>> = {
	gap: 'held',
	membership: 'held',
	key: 'keys',
	late: 'apart',
	'beyond-end': 'apart',
	restated: 'apart',
	left: 'apart'
};

export function sortOf(reason: Reason): Sort {
	return SORTS[reason] ?? 'noted';
}

/** Enough to tell nearly all items apart: signatures and tags are at their end. */
const TOLD_BY = 32;

/**
 * The rows as a draft is about to have them. A newcomer may hold the keys of all cases before one is declared, and each item that
 * comes asks what is here: rows are found by their reason and by what they hold.
 */
export class Asides {
	/** What the draft changes; `null`: is kept no longer. */
	readonly changed = new Map<number, Aside | null>();
	readonly #kept: ReadonlyMap<number, Aside>;
	#byReason: Map<Reason, Map<number, Aside>> | null = null;
	readonly #found = new Map<Reason, Map<string, Row[]>>();

	constructor(kept: ReadonlyMap<number, Aside>) {
		this.#kept = kept;
	}

	set(no: number, row: Aside | null): void {
		const before = this.get(no);
		this.changed.set(no, row);
		if (!this.#byReason) return;
		if (before) {
			this.#byReason.get(before.reason)?.delete(no);
			const alike = this.#found.get(before.reason)?.get(toldBy(before));
			alike?.splice(
				alike.findIndex(([other]) => other === no),
				1
			);
		}
		if (row) this.#index(no, row);
	}

	get(no: number): Aside | null {
		const changed = this.changed.get(no);
		return changed === undefined ? (this.#kept.get(no) ?? null) : changed;
	}

	all(): readonly Row[] {
		return [...this.#reasons().values()].flatMap((rows) => [...rows]);
	}

	of(reason: Reason): readonly Row[] {
		return [...(this.#reasons().get(reason) ?? [])];
	}

	/** Those of one sort. */
	count(sort: Sort): number {
		let sum = 0;
		for (const [reason, rows] of this.#reasons()) if (sortOf(reason) === sort) sum += rows.size;
		return sum;
	}

	has(reason: Reason, item: PulledItem): boolean {
		const same = (other: PulledItem) => other[0] === item[0] && sameBytes(other[1], item[1]);
		return this.#alike(reason, toldBy({ reason, item })).some(([, row]) => same(row.item));
	}

	/** Case keys that wait for the declaration of this one. */
	keysOf(ref: Key): readonly Row[] {
		return this.#alike('key', ref);
	}

	#reasons(): Map<Reason, Map<number, Aside>> {
		if (this.#byReason) return this.#byReason;
		this.#byReason = new Map();
		for (const [no, row] of this.#kept) if (!this.changed.has(no)) this.#index(no, row);
		for (const [no, row] of this.changed) if (row) this.#index(no, row);
		return this.#byReason;
	}

	#index(no: number, row: Aside): void {
		const rows = this.#byReason?.get(row.reason);
		if (rows) rows.set(no, row);
		else this.#byReason?.set(row.reason, new Map([[no, row]]));
		const found = this.#found.get(row.reason);
		if (found) enter(found, no, row);
	}

	#alike(reason: Reason, by: string): readonly Row[] {
		const known = this.#found.get(reason);
		if (known) return [...(known.get(by) ?? [])];
		const found = new Map<string, Row[]>();
		for (const [no, row] of this.#reasons().get(reason) ?? []) enter(found, no, row);
		this.#found.set(reason, found);
		return [...(found.get(by) ?? [])];
	}
}

function enter(found: Map<string, Row[]>, no: number, row: Aside): void {
	const by = toldBy(row);
	const alike = found.get(by);
	if (alike) alike.push([no, row]);
	else found.set(by, [[no, row]]);
}

/** A case key by its case, anything else by its last bytes. */
function toldBy({ reason, item }: Pick<Aside, 'reason' | 'item'>): string {
	const read = reason === 'key' && item[0] === 2 ? readCaseKey(item[1]) : null;
	return keyOf(read ? read.ref : item[1].slice(-TOLD_BY));
}
