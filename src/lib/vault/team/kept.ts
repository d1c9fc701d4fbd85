/**
 * What of the other devices' entries was judged, and how: where the entries are that count for each case, not what they say. It is
 * kept over locks (`kept-row.ts`), so that an unlock judges only what has come since.
 */
import type { CaseId } from '$lib/domain/case';
import { merge, type Operation, type Operations } from '$lib/journal';
import type { Judged } from '$lib/sync/engine/judged';
import { OF_WATCHING } from '$lib/sync/engine/take';
import { keyOf, type Key } from '$lib/team';
import { SPACE_FIELDS } from '../book.ts';
import { caseIdOf } from '../reader.ts';
import type { CaseSummary } from '../types.ts';
import type { Basis } from './basis.ts';

/** Device → numbers of entries, ascending. */
type Places = ReadonlyMap<Key, readonly number[]>;
export interface Place {
	readonly device: Key;
	readonly seq: number;
}

export interface KeptCase {
	readonly id: CaseId;
	/** Keys that its entries are under: one, unless two phones made one each. None for the fields of the space. */
	readonly refs: readonly Key[];
	readonly places: Places;
	/** Of everything known of the case, this device's entries up to `own` included; `null`: not made yet. */
	readonly summary: CaseSummary | null;
	readonly own: number;
}

export interface End {
	readonly seq: number;
	readonly hash: Key;
	/** The newest place of the chain that one of its entries names. */
	readonly n: number;
}

export interface Kept {
	basis: Basis;
	/** How far each device was judged. */
	readonly ends: Map<Key, End>;
	readonly cases: Map<CaseId, KeptCase>;
	/** Entries whose case key was not here. */
	readonly held: Map<Key, Set<number>>;
	/** Entries that did not open, or were not understood. */
	readonly unopened: Map<Key, Set<number>>;
	/** Clock of each device's entries, the latest that counted. */
	readonly contacts: Map<Key, number>;
	/** Device → ends of all others, as its last checkpoint has them. */
	readonly seen: Map<Key, ReadonlyMap<Key, number>>;
	/** The last entry of each device that says more than what it has seen. */
	readonly spoken: Map<Key, number>;
}

export function nothingKept(basis: Basis): Kept {
	return {
		basis,
		ends: new Map(),
		cases: new Map(),
		held: new Map(),
		unopened: new Map(),
		contacts: new Map(),
		seen: new Map(),
		spoken: new Map()
	};
}

export const placesIn = (all: ReadonlyMap<Key, Iterable<number>>): Place[] =>
	[...all].flatMap(([device, seqs]) => [...seqs].map((seq) => ({ device, seq })));

export const countOf = (places: Places): number => [...places.values()].reduce((sum, seqs) => sum + seqs.length, 0);

/** As if nothing of this device had been judged. Which cases have lost something by it. */
export function dropLane(kept: Kept, device: Key): readonly CaseId[] {
	for (const all of [kept.ends, kept.held, kept.unopened, kept.contacts, kept.seen, kept.spoken]) all.delete(device);
	const touched: CaseId[] = [];
	for (const [id, { places, ...known }] of kept.cases) {
		if (!places.has(device)) continue;
		touched.push(id);
		const left = new Map(places);
		left.delete(device);
		if (left.size === 0) kept.cases.delete(id);
		else kept.cases.set(id, { ...known, places: left, summary: null });
	}
	return touched;
}

/** What is said of a case in entries that were just judged. */
interface Said {
	readonly refs: Set<Key>;
	readonly places: Map<Key, number[]>;
	readonly ops: Operation[];
}

/**
 * Adds what was judged. `known`: the operations of a case, where they are in memory. Gives back those of each case that was spoken
 * of; `null` where only a part of them is in memory.
 */
export function addJudged(
	kept: Kept,
	judged: readonly Judged[],
	known: (id: CaseId) => Operations | undefined,
	summaryOf: (id: CaseId, operations: Operations) => CaseSummary
): ReadonlyMap<CaseId, Operations | null> {
	const said = new Map<CaseId, Said>();
	for (const { device, seq, ref, counted } of judged) {
		mark(kept.held, device, seq, counted.is === 'held');
		mark(kept.unopened, device, seq, counted.is === 'aside' && MAY_OPEN.has(counted.doubt));
		if (counted.is === 'held') kept.spoken.set(device, Math.max(kept.spoken.get(device) ?? 0, seq));
		if (counted.is !== 'counts') continue;
		const { content } = counted;
		if (content.kind === 'checkpoint')
			kept.seen.set(device, new Map(content.said.ends.map(([of, end]) => [keyOf(of), end])));
		else if (!OF_WATCHING.has(content.kind)) kept.spoken.set(device, Math.max(kept.spoken.get(device) ?? 0, seq));
		const { caseId, hlc, ops } = content;
		kept.contacts.set(device, Math.max(kept.contacts.get(device) ?? 0, hlc.ms));
		if (ops.length === 0) continue;
		const id = caseId ? caseIdOf(caseId) : SPACE_FIELDS;
		const of = said.get(id) ?? { refs: new Set(), places: new Map<Key, number[]>(), ops: [] };
		said.set(id, of);
		if (ref) of.refs.add(ref);
		const seqs = of.places.get(device);
		if (seqs) seqs.push(seq);
		else of.places.set(device, [seq]);
		of.ops.push(...ops);
	}
	const spoken = new Map<CaseId, Operations | null>();
	for (const [id, { refs, places, ops }] of said) {
		const before = kept.cases.get(id);
		const old = before ? known(id) : new Map<string, Operation>();
		const operations = old ? merge(old, ops) : null;
		spoken.set(id, operations);
		kept.cases.set(id, {
			id,
			refs: [...new Set([...(before?.refs ?? []), ...refs])],
			places: union(before?.places ?? new Map<Key, number[]>(), places),
			// Right where this device has not spoken of it; made again where it has.
			summary: operations && summaryOf(id, operations),
			own: 0
		});
	}
	return spoken;
}

/** A later key, or a later version of the app, may change these; everything else that does not count never will by itself. */
const MAY_OPEN: ReadonlySet<string> = new Set(['sealed', 'content', 'newer']);

function mark(all: Map<Key, Set<number>>, device: Key, seq: number, is: boolean): void {
	const seqs = all.get(device) ?? new Set();
	if (is) seqs.add(seq);
	else seqs.delete(seq);
	if (seqs.size > 0) all.set(device, seqs);
	else all.delete(device);
}

function union(a: Places, b: Places): Places {
	const all = new Map(a);
	for (const [device, seqs] of b)
		all.set(
			device,
			[...new Set([...(a.get(device) ?? []), ...seqs])].sort((x, y) => x - y)
		);
	return all;
}
