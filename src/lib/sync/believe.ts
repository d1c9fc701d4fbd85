/**
 * The order of judgement (`docs/protocol.md`, 5.5), pure: what is known of a space, and an item whose hash and signature were
 * computed before (`prove.ts`). The first check that fails decides. Numbers in comments are those of the page.
 *
 * An entry that has its place in its device's chain keeps it, whatever becomes of what it says: that is asked again each time
 * it is read (`doubtOf`, `contentDoubt`), since a later operation of the chain may take an end away from it or give it one.
 */
import type { AnyContent } from '../journal/index.ts';
import {
	activeDevice,
	epochInForce,
	isBeyondEnd,
	keyOf,
	mayWrite,
	teamAt,
	type Chain,
	type Key,
	type Team
} from '../team/index.ts';
import type { ProvenEntry, ProvenHole } from './prove.ts';

/** The last entry of a device that has its place here. */
export interface Lane {
	readonly seq: number;
	readonly hash: Key;
	/** Place of the chain that it names. */
	readonly n: number;
}

export interface Known {
	readonly space: Key;
	/** Without an epoch due at its end. */
	readonly chain: Chain;
	/** Number 0 and 32 zeros before the first. */
	end(device: Key): Lane;
	at(device: Key, seq: number): Occupant | null;
}

/** What has a place: an entry, or a hole, whose hash is that of this number where it is about no other. */
export interface Occupant {
	readonly hole: boolean;
	readonly hash: Key | null;
}

/** Why nothing that an entry says is applied. Those after `forged` keep their place. */
export type Doubt =
	| 'malformed'
	| 'stranger'
	| 'forged'
	| 'backwards'
	| 'epoch'
	| 'beyond-end'
	| 'sealed'
	| 'two-keys'
	| 'content'
	| 'not-allowed'
	| 'newer'
	/** Of a device that has signed two entries with one number. */
	| 'forked';

export type Verdict =
	/** It is the next of its device; `doubt` where nothing of it is applied. */
	| { readonly is: 'placed'; readonly doubt: Doubt | null }
	| { readonly is: 'known' }
	/** A hole has its place, and says nothing else of it than that it would not come. */
	| { readonly is: 'fills' }
	| { readonly is: 'refused' }
	| { readonly is: 'aside'; readonly doubt: Doubt }
	| { readonly is: 'held'; readonly until: 'membership' | 'gap' }
	| { readonly is: 'alarm'; readonly kind: 'fork-chain' | 'fork-device' };

const REFUSED: Verdict = { is: 'refused' };
const KNOWN: Verdict = { is: 'known' };
const STRANGER: Verdict = { is: 'aside', doubt: 'stranger' };
const FORGED: Verdict = { is: 'aside', doubt: 'forged' };
const FORK: Verdict = { is: 'alarm', kind: 'fork-device' };
const GAP: Verdict = { is: 'held', until: 'gap' };

/** Checks 2 to 10. */
export function believe(known: Known, entry: ProvenEntry): Verdict {
	const newest = known.chain.at(-1);
	if (!newest || entry.space !== known.space) return REFUSED; // 2
	const everThere = newest.devices.has(entry.device);
	const at = teamAt(known.chain, entry.head.n, entry.head.hash);
	// What a device of ours did not sign waits for nothing, and proves nothing.
	if (typeof at === 'string' && everThere && !entry.genuine) return FORGED;
	// Whoever is out does not come back: of what he may have signed for somebody, nothing is worth a fork of the chain.
	if (typeof at === 'string' && everThere && !activeDevice(newest, entry.device)) return STRANGER;
	if (at === 'unknown') return { is: 'held', until: 'membership' }; // 3
	if (at === 'foreign') return everThere ? { is: 'alarm', kind: 'fork-chain' } : STRANGER;
	if (!activeDevice(at, entry.device)) return STRANGER; // 4
	if (!entry.genuine) return FORGED; // 5
	const end = known.end(entry.device);
	if (entry.seq <= end.seq) {
		const there = known.at(entry.device, entry.seq); // 6
		if (there?.hash !== entry.hash) return FORK;
		return there.hole ? { is: 'fills' } : KNOWN;
	}
	if (entry.seq > end.seq + 1 || entry.prev !== end.hash) return GAP; // 7
	if (isOtherEnd(newest, entry)) return FORK; // 3.4
	return { is: 'placed', doubt: doubtOf(known.chain, at, end.n, entry) };
}

/** Checks 8 to 10, for an entry that has its place. `at`: the team it names; `before`: what the entry before it names. */
export function doubtOf(
	chain: Chain,
	at: Team,
	before: number,
	{ device, seq, epoch, head }: Pick<ProvenEntry, 'device' | 'seq' | 'epoch' | 'head'>
): Doubt | null {
	const newest = chain.at(-1) ?? at;
	if (head.n < before) return 'backwards';
	if (epochInForce(at) !== epoch) return 'epoch';
	return isBeyondEnd(newest, device, seq, head.n) ? 'beyond-end' : null;
}

/** A removal names another entry as the device's last than the one that has this number. */
export function isOtherEnd(team: Team, { device, seq, hash }: Pick<ProvenEntry, 'device' | 'seq' | 'hash'>): boolean {
	return team.cuts.some((cut) => cut.device === device && cut.seq === seq && cut.hash !== hash);
}

/** A device's word that some of its entries will never come (5.3). */
export function believeHole(known: Known, hole: ProvenHole): Verdict {
	const newest = known.chain.at(-1);
	if (!newest || hole.space !== known.space) return REFUSED;
	if (!newest.devices.has(hole.device)) return { is: 'held', until: 'membership' };
	if (!hole.genuine) return FORGED;
	const end = known.end(hole.device);
	if (hole.from > end.seq + 1) return GAP;
	if (hole.from === end.seq + 1) return { is: 'placed', doubt: null };
	const there = known.at(hole.device, hole.from);
	// The entry that would not come is here, or another phone has told of this hole.
	if (hole.from === hole.to && there?.hash) return there.hash === hole.hash ? KNOWN : FORK;
	// Where it ends our chain, it must end as ours does: the next entry names that hash.
	const ends = hole.to < end.seq || (hole.to === end.seq && hole.hash === end.hash);
	return there?.hole && ends ? KNOWN : FORK;
}

/** What became of the two layers of an entry. */
export type Opened =
	/** The outer layer does not open, or has not its form. */
	| 'sealed'
	/** Its case key, or the declaration of it, is not here yet. */
	| 'no-key'
	/** Two different keys were declared under one reference. */
	| 'two-keys'
	| 'shredded'
	/** The inner layer does not open, or speaks of another case. */
	| 'content'
	| { readonly content: AnyContent | 'newer' | null };

export type Counted =
	| { readonly is: 'counts'; readonly content: AnyContent }
	| { readonly is: 'aside'; readonly doubt: Doubt }
	| { readonly is: 'held' }
	| { readonly is: 'shredded' };

/** Kinds that a reader may write too. */
const OF_READERS: ReadonlySet<string> = new Set(['checkpoint', 'access']);

/** Checks 11 to 13. `at`: the team that the entry names. */
export function count(at: Team, device: Key, opened: Opened): Counted {
	if (opened === 'no-key') return { is: 'held' };
	if (opened === 'shredded') return { is: 'shredded' };
	if (typeof opened === 'string') return { is: 'aside', doubt: opened };
	const { content } = opened;
	if (content === null) return { is: 'aside', doubt: 'content' };
	if (content === 'newer') return { is: 'aside', doubt: 'newer' };
	if (keyOf(content.by) !== at.devices.get(device)?.member) return { is: 'aside', doubt: 'content' };
	if (!mayWrite(at, device) && !OF_READERS.has(content.kind)) return { is: 'aside', doubt: 'not-allowed' };
	return { is: 'counts', content };
}
