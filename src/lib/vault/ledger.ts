/** What is known in memory of the stored entries: where the chain ends, which cases there are, and their operations. */
import { base64urlnopad } from '@scure/base';
import { fromCbor } from '$lib/crypto/cbor';
import { openRowValue, rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { merge, readContent, type Operation, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { summaryOf, type CaseIndex, type KnownCase } from './case-index.ts';
import { decodeHead, NO_ENTRIES, type Head } from './head.ts';
import type { Identity } from './identity.ts';
import { caseIdOf, EntryReader, type Entry, type Place } from './reader.ts';

/** Entries read at once. */
const BATCH = 128;
/** Cases whose operations stay in memory. */
const KEPT = 40;

/** Name of the head's row. */
export const HEAD = 'head';

interface Gathered {
	readonly ref: Bytes;
	readonly seqs: number[];
	readonly ops: Operation[];
}

export class Ledger {
	readonly reader: EntryReader;
	readonly #place: Place;
	readonly #identity: Identity;
	readonly #cases = new Map<CaseId, KnownCase>();
	readonly #operations = new Map<CaseId, Operations>();
	#head: Head = NO_ENTRIES;
	#headBox: Bytes | null = null;
	#started = false;
	#headId: Promise<Bytes> | undefined;
	/** The stored index is believed until the first entry after it does not link to it. */
	#fromIndex = false;
	readonly unreadable = new Set<number>();

	constructor(place: Place, identity: Identity) {
		this.#place = place;
		this.#identity = identity;
		this.reader = new EntryReader(place, identity);
	}

	get head(): Head {
		return this.#head;
	}

	/** The head row as it is stored, which a save must find unchanged. */
	get headBox(): Bytes | null {
		return this.#headBox;
	}

	/** Which row the head is kept in. */
	headId(): Promise<Bytes> {
		this.#headId ??= rowId(this.#place.keys, 'settings', HEAD);
		return this.#headId;
	}

	cases(): Iterable<KnownCase> {
		return this.#cases.values();
	}

	find(id: CaseId): KnownCase | null {
		return this.#cases.get(id) ?? null;
	}

	adopt(index: CaseIndex): void {
		for (const known of index.cases) this.#cases.set(known.id, known);
		for (const seq of index.unreadable) this.unreadable.add(seq);
		this.#head = { ...NO_ENTRIES, seq: index.seq, hash: index.hash };
		this.#fromIndex = index.seq > 0;
	}

	index(): CaseIndex {
		const { seq, hash } = this.#head;
		return { seq, hash, unreadable: [...this.unreadable], cases: [...this.#cases.values()] };
	}

	/** Takes in what was stored since; nothing changes here when it fails. */
	async catchUp(
		onProgress: (done: number) => void = () => undefined
	): Promise<Result<void, StorageFailure | 'went-back'>> {
		const { store, container, keys } = this.#place;
		const id = await this.headId();
		const found = await store.get(container, [id]);
		if (!found.ok) return found;
		const box = (found.value[0] ?? null) as Bytes | null;
		if (this.#started && sameBox(box, this.#headBox)) return ok(undefined);
		const stored = box && decodeHead(await openRowValue(keys, 'settings', { id, box }));
		const end = stored ? ok(stored) : await this.#lastStored();
		if (!end.ok) return end;
		// An index ahead of the journal is of another time; a journal shorter than what was read is put back by somebody.
		if (this.#fromIndex && !this.#coveredBy(end.value)) this.#forget();
		if (end.value.seq < this.#head.seq) return fail('went-back');
		const taken = await this.#take(end.value, onProgress);
		if (!taken.ok) return taken;
		if (taken.value === 'index-mismatch') {
			this.#forget();
			return this.catchUp(onProgress);
		}
		this.#headBox = box;
		this.#fromIndex = false;
		this.#started = true;
		return ok(undefined);
	}

	/** Everything known of a case; `null` for one that is not. */
	async operationsOf(id: CaseId): Promise<Result<Operations | null, StorageFailure>> {
		const known = this.#cases.get(id);
		if (!known) return ok(null);
		const kept = this.#operations.get(id);
		if (kept) return ok(kept);
		const ops: Operation[] = [];
		for (let at = 0; at < known.seqs.length; at += BATCH) {
			const seqs = known.seqs.slice(at, at + BATCH);
			const entries = await this.reader.read(seqs);
			if (!entries.ok) return entries;
			entries.value.forEach((entry, i) => {
				if (entry?.caseId === id) ops.push(...entry.ops);
				else this.unreadable.add(seqs[i] ?? 0);
			});
		}
		return ok(this.#keep(id, merge(new Map(), ops)));
	}

	/** An entry just stored by us, and the head row stored with it. */
	append(next: Head, headBox: Bytes, content: Bytes, ref: Bytes): Operations {
		const read = readContent(fromCbor(content), base64urlnopad.encode(this.#identity.device.id), next.seq);
		if (!read) throw new Error('what we write, we read');
		const id = caseIdOf(read.caseId);
		const operations = this.#keep(id, merge(this.#operations.get(id) ?? new Map<string, Operation>(), read.ops));
		const seqs = [...(this.#cases.get(id)?.seqs ?? []), next.seq];
		this.#cases.set(id, { id, ref, seqs, summary: summaryOf(id, operations) });
		this.#head = next;
		this.#headBox = headBox;
		return operations;
	}

	async #take(
		end: Head,
		onProgress: (done: number) => void
	): Promise<Result<'done' | 'index-mismatch', StorageFailure>> {
		const from = this.#head.seq + 1;
		const gathered = new Map<CaseId, Gathered>();
		const unreadable: number[] = [];
		let previous: Bytes | null = this.#head.hash;
		for (let at = from; at <= end.seq; at += BATCH) {
			const seqs = Array.from({ length: Math.min(BATCH, end.seq - at + 1) }, (_, i) => at + i);
			const entries = await this.reader.read(seqs);
			if (!entries.ok) return entries;
			for (const [i, entry] of entries.value.entries()) {
				const linked = entry && (!previous || equal(entry.prev, previous));
				if (entry && !linked && this.#fromIndex && at + i === from) return ok('index-mismatch');
				if (linked) gather(gathered, entry);
				else unreadable.push(at + i);
				previous = entry?.hash ?? null;
			}
			onProgress((at - from + seqs.length) / (end.seq - from + 1));
		}
		const updated: [KnownCase, Operations][] = [];
		for (const [id, { ref, seqs, ops }] of gathered) {
			const before = await this.operationsOf(id);
			if (!before.ok) return before;
			const operations = merge(before.value ?? new Map<string, Operation>(), ops);
			const known = {
				id,
				ref,
				seqs: [...(this.#cases.get(id)?.seqs ?? []), ...seqs],
				summary: summaryOf(id, operations)
			};
			updated.push([known, operations]);
		}
		for (const [known, operations] of updated) {
			this.#cases.set(known.id, known);
			this.#keep(known.id, operations);
		}
		for (const seq of unreadable) this.unreadable.add(seq);
		this.#head = end;
		return ok('done');
	}

	/** Where the chain ends, when the row that says so is damaged: found by asking for entries until there are none. */
	async #lastStored(): Promise<Result<Head, StorageFailure>> {
		let last = this.#head;
		for (let at = last.seq + 1; ; at += BATCH) {
			const seqs = Array.from({ length: BATCH }, (_, i) => at + i);
			const entries = await this.reader.read(seqs);
			if (!entries.ok) return entries;
			const found = entries.value.findLast((entry) => entry !== null);
			if (!found) return ok(last);
			last = { seq: found.seq, hash: found.hash, hlc: found.hlc };
		}
	}

	#coveredBy(end: Head): boolean {
		return end.seq > this.#head.seq || (end.seq === this.#head.seq && equal(end.hash, this.#head.hash));
	}

	#forget(): void {
		this.#cases.clear();
		this.#operations.clear();
		this.unreadable.clear();
		this.#head = NO_ENTRIES;
		this.#fromIndex = false;
	}

	#keep(id: CaseId, operations: Operations): Operations {
		this.#operations.delete(id);
		this.#operations.set(id, operations);
		for (const oldest of this.#operations.keys()) {
			if (this.#operations.size <= KEPT) break;
			this.#operations.delete(oldest);
		}
		return operations;
	}
}

function gather(into: Map<CaseId, Gathered>, entry: Entry): void {
	const known = into.get(entry.caseId);
	if (known) {
		known.seqs.push(entry.seq);
		known.ops.push(...entry.ops);
	} else into.set(entry.caseId, { ref: entry.ref, seqs: [entry.seq], ops: [...entry.ops] });
}

function sameBox(a: Bytes | null, b: Bytes | null): boolean {
	return a === null || b === null ? a === b : equal(a, b);
}
