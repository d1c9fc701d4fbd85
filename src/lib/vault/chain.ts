/**
 * Which of the stored entries are believed. The head row names the last entry by its hash, and each entry names the one
 * before: what that line leads to is the chain. An entry beyond the head counts when it goes on from there, so that a head
 * row put back to an older one hides nothing. Every other row in an entry's place is set aside, counted, and never
 * written over.
 */
import { equal, type Bytes } from '$lib/crypto/suite';
import { ok, type Result } from '$lib/domain/result';
import { compareHlc, type Hlc } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import type { Head } from './head.ts';
import type { Entry, EntryReader, Found } from './reader.ts';

/** Entries read at once. */
const BATCH = 128;
/** Rows looked for beyond the end: more of them missing in a row, and nothing is sought after them. */
const BEYOND = 32;

export interface Chain {
	/** In the order of their numbers. */
	readonly accepted: readonly Entry[];
	readonly aside: readonly number[];
	/** What the next entry goes on from. */
	readonly end: Head;
	/** The hash that the entry before all these must have; `null` when nothing readable says. */
	readonly before: Bytes | null;
}

/**
 * Reads the entries after `from`, up to the end of what is stored. `head` is what the head row says, not before `from`, or
 * `null` where it is missing or damaged. Progress 0–1.
 */
export async function readChain(
	reader: EntryReader,
	from: Head,
	head: Head | null,
	onProgress: (done: number) => void
): Promise<Result<Chain, StorageFailure>> {
	const named = head ? head.seq - from.seq : 0;
	const found: Found[] = [];
	const read = async (count: number) => {
		const seqs = Array.from({ length: count }, (_, i) => from.seq + found.length + i + 1);
		const batch = await reader.read(seqs);
		if (batch.ok) found.push(...batch.value);
		return batch;
	};
	while (found.length < named) {
		const batch = await read(Math.min(BATCH, named - found.length));
		if (!batch.ok) return batch;
		onProgress(found.length / named);
	}
	for (;;) {
		const batch = await read(BEYOND);
		if (!batch.ok) return batch;
		if (batch.value.every((entry) => entry === 'absent')) break;
	}
	found.length = Math.max(named, found.findLastIndex((entry) => entry !== 'absent') + 1);
	onProgress(1);
	return ok(believe(found, from, head));
}

/** Sorts what was found in the places after `from` into what is believed and what is set aside. */
export function believe(found: readonly Found[], from: Head, head: Head | null): Chain {
	const end = head ?? lastReadable(found) ?? from;
	const named = end.seq - from.seq;
	const back = backwards(found.slice(0, named), end.hash, from);
	const on = onwards(found.slice(named), end);
	const accepted = [...back.accepted, ...on.accepted];
	const numbers = new Set(accepted.map(({ seq }) => seq));
	return {
		accepted,
		aside: found.map((_, i) => from.seq + i + 1).filter((seq) => !numbers.has(seq)),
		end: { seq: from.seq + found.length, hash: on.hash, hlc: latest(end.hlc, accepted) },
		before: back.before
	};
}

/**
 * From an entry whose hash is known back to `from`: each is the one that the next names. Where that one is found further
 * back, what lies between was never of this chain; where it is nowhere, it is lost, and those before it are believed.
 */
function backwards(found: readonly Found[], last: Bytes, from: Head): { accepted: Entry[]; before: Bytes | null } {
	const accepted: Entry[] = [];
	const stored = lazily(
		() => new Set(found.flatMap((entry) => (typeof entry === 'object' ? [String(entry.hash)] : [])))
	);
	let named: Bytes | null = last;
	for (const entry of found.toReversed()) {
		if (typeof entry === 'object' && (!named || equal(entry.hash, named))) {
			accepted.push(entry);
			named = entry.prev;
		} else if (named && !equal(named, from.hash) && !stored().has(String(named))) named = null;
	}
	return { accepted: accepted.reverse(), before: named };
}

function lazily<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Beyond the head: each names the last believed one, or comes after a row that cannot be read. */
function onwards(found: readonly Found[], from: Head): { accepted: Entry[]; hash: Bytes } {
	const accepted: Entry[] = [];
	const refused: Bytes[] = [];
	let hash = from.hash;
	let gap = false;
	for (const entry of found) {
		if (typeof entry === 'string') {
			gap = true;
			continue;
		}
		const goesOn = equal(entry.prev, hash) || (gap && !refused.some((other) => equal(entry.prev, other)));
		if (!goesOn) {
			refused.push(entry.hash);
			continue;
		}
		accepted.push(entry);
		hash = entry.hash;
		gap = false;
	}
	return { accepted, hash };
}

function lastReadable(found: readonly Found[]): Head | null {
	const last = found.findLast((entry) => typeof entry === 'object');
	return last ? { seq: last.seq, hash: last.hash, hlc: last.hlc } : null;
}

function latest(clock: Hlc, entries: readonly Entry[]): Hlc {
	return entries.reduce((a, { hlc }) => (compareHlc(hlc, a) > 0 ? hlc : a), clock);
}
