/** What is known in memory of the stored entries: where the chain ends, which cases there are, and their operations. */
import { openRowValue, rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { merge, seqOf, type Operation, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { bytesOf as idOf } from '$lib/sync/bytes';
import { readChain } from './chain.ts';
import { summaryOf, type CaseIndex, type KnownCase } from './case-index.ts';
import { decodeHead, NO_ENTRIES, type Head } from './head.ts';
import type { Identity } from './identity.ts';
import { namesOf, type SpaceNames } from './names.ts';
import { EntryReader, type Entry, type Place } from './reader.ts';
import { Snapshots } from './snapshots.ts';

/** Entries of a case read at once. */
const BATCH = 128;
/** Cases whose operations stay in memory. */
const KEPT = 40;

interface Gathered {
	readonly ref: string | null;
	readonly seqs: number[];
	readonly ops: Operation[];
}

export class Ledger {
	readonly reader: EntryReader;
	readonly #place: Place;
	readonly #cases = new Map<CaseId, KnownCase>();
	readonly #operations = new Map<CaseId, Operations>();
	readonly #snapshots: Snapshots;
	readonly #names: SpaceNames;
	#head: Head = NO_ENTRIES;
	#headBox: Bytes | null = null;
	#started = false;
	#headId: Promise<Bytes> | undefined;
	readonly unreadable = new Set<number>();

	constructor(place: Place, identity: Identity, names = namesOf(identity.space.id, true)) {
		this.#place = place;
		this.#names = names;
		this.reader = new EntryReader(place, identity, names);
		this.#snapshots = new Snapshots(place, identity.space.id, this.reader);
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
		this.#headId ??= rowId(this.#place.keys, 'settings', this.#names.head);
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
	}

	index(): CaseIndex {
		const { seq, hash } = this.#head;
		return { seq, hash, unreadable: [...this.unreadable], cases: [...this.#cases.values()] };
	}

	/**
	 * Takes in what was stored since; nothing changes here when it fails. `prepare`: what comes may be under keys that are not
	 * here yet; where they cannot be had, it is left for the next time.
	 */
	async catchUp(
		onProgress: (done: number) => void = () => undefined,
		prepare: () => Promise<boolean> = () => Promise.resolve(true)
	): Promise<Result<void, StorageFailure | 'went-back'>> {
		const { store, container, keys } = this.#place;
		const id = await this.headId();
		const found = await store.get(container, [id]);
		if (!found.ok) return found;
		const box = (found.value[0] ?? null) as Bytes | null;
		if (this.#started && sameBox(box, this.#headBox)) return ok(undefined);
		if (!(await prepare())) return ok(undefined);
		const head = box && decodeHead(await openRowValue(keys, 'settings', { id, box }));
		const taken = await this.#takeAfter(this.#head, head, onProgress);
		if (!taken.ok) return taken;
		if (taken.value === 'elsewhere') {
			// An index of another time, or a head row put back: the entries themselves say what is so.
			const known = this.#started ? this.#head : null;
			const again = await this.#takeAfter(NO_ENTRIES, head, onProgress, known);
			if (!again.ok) return again;
			if (again.value === 'elsewhere') return fail('went-back');
		}
		this.#headBox = box;
		this.#started = true;
		return ok(undefined);
	}

	/** Everything known of a case; `null` for one that is not. */
	async operationsOf(id: CaseId): Promise<Result<Operations | null, StorageFailure>> {
		const known = this.#cases.get(id);
		if (!known) return ok(null);
		const kept = this.#operations.get(id);
		if (kept) return ok(kept);
		const snapshot = await this.#snapshots.read(known);
		if (!snapshot.ok) return snapshot;
		const covered = snapshot.value?.seq ?? 0;
		const numbers = new Set(known.seqs);
		// What a snapshot of another time adds is not of this journal.
		const ops = (snapshot.value?.ops ?? []).filter((operation) => numbers.has(seqOf(operation.id)));
		const left = known.seqs.filter((seq) => seq > covered);
		for (let at = 0; at < left.length; at += BATCH) {
			const seqs = left.slice(at, at + BATCH);
			const entries = await this.reader.read(seqs);
			if (!entries.ok) return entries;
			entries.value.forEach((entry, i) => {
				if (typeof entry === 'object' && entry.caseId === id) ops.push(...entry.ops);
				else this.unreadable.add(seqs[i] ?? 0);
			});
		}
		return ok(this.#keep(id, merge(new Map(), ops)));
	}

	/** As if nothing had been said of this case; its entries stay where they are. */
	drop(id: CaseId): void {
		this.#cases.delete(id);
		this.#operations.delete(id);
	}

	/** Whether there are snapshots worth writing. */
	get snapshotsDue(): boolean {
		return this.#due().length > 0;
	}

	/** Writes the snapshots of cases in memory that have many entries since their last one. */
	async writeSnapshots(): Promise<void> {
		for (const known of this.#due()) {
			const operations = this.#operations.get(known.id);
			if (operations) await this.#snapshots.write(known, operations);
		}
	}

	/** A snapshot would hide that an entry cannot be read: such a case gets none. */
	#due(): readonly KnownCase[] {
		const inMemory = [...this.#operations.keys()].flatMap((id) => this.#cases.get(id) ?? []);
		return inMemory
			.filter((known) => this.#snapshots.isDue(known))
			.filter(({ seqs }) => this.unreadable.size === 0 || !seqs.some((seq) => this.unreadable.has(seq)));
	}

	/** An entry just stored by us, and the head row stored with it. */
	append(next: Head, headBox: Bytes, id: CaseId, ops: readonly Operation[], ref: string | null): Operations {
		const operations = this.#keep(id, merge(this.#operations.get(id) ?? new Map<string, Operation>(), ops));
		const seqs = [...(this.#cases.get(id)?.seqs ?? []), next.seq];
		this.#cases.set(id, { id, ref, seqs, summary: summaryOf(id, operations) });
		this.#head = next;
		this.#headBox = headBox;
		return operations;
	}

	/**
	 * Takes in the entries after `from`. `elsewhere`, and nothing changed: they do not go on from there, or do not come by
	 * `known`, an entry that was read before.
	 */
	async #takeAfter(
		from: Head,
		head: Head | null,
		onProgress: (done: number) => void,
		known: Head | null = null
	): Promise<Result<'done' | 'elsewhere', StorageFailure>> {
		if (head && head.seq < from.seq) return ok('elsewhere');
		const chain = await readChain(this.reader, from, head, onProgress);
		if (!chain.ok) return chain;
		const { accepted, aside, end, before } = chain.value;
		if (from.seq > 0 && before && !equal(before, from.hash)) return ok('elsewhere');
		if (known && (end.seq < known.seq || !comesBy(known, accepted))) return ok('elsewhere');
		const gathered = new Map<CaseId, Gathered>();
		for (const entry of accepted) gather(gathered, entry);
		const anew = from.seq === 0;
		const updated: [KnownCase, Operations][] = [];
		for (const [id, { ref, seqs, ops }] of gathered) {
			const before = anew ? ok(null) : await this.operationsOf(id);
			if (!before.ok) return before;
			const operations = merge(before.value ?? new Map<string, Operation>(), ops);
			const earlier = anew ? [] : (this.#cases.get(id)?.seqs ?? []);
			updated.push([{ id, ref, seqs: [...earlier, ...seqs], summary: summaryOf(id, operations) }, operations]);
		}
		if (anew) this.#forget();
		for (const [known, operations] of updated) {
			this.#cases.set(known.id, known);
			this.#keep(known.id, operations);
		}
		for (const seq of aside) this.unreadable.add(seq);
		this.#head = end;
		return ok('done');
	}

	/** Names of case keys that were here and are no more. */
	async keysGone(): Promise<Result<ReadonlySet<string>, StorageFailure>> {
		const { store, container, keys } = this.#place;
		const refs = [...this.#cases.values()].flatMap(({ ref }) => ref ?? []);
		const found = await store.get(container, await Promise.all(refs.map((ref) => rowId(keys, 'caseKey', idOf(ref)))));
		return found.ok ? ok(new Set(refs.filter((_, i) => !found.value[i]))) : found;
	}

	/** Cases that the team has erased go, and are told; of one whose key is still here, what can still be read stays. */
	async forgetErased(refs: ReadonlySet<string>): Promise<Result<readonly CaseId[], StorageFailure>> {
		const gone: CaseId[] = [];
		for (const known of [...this.#cases.values()]) {
			if (!known.ref || !refs.has(known.ref)) continue;
			this.reader.forget(known.ref);
			const entries = await this.reader.read(known.seqs);
			if (!entries.ok) return entries;
			const left = entries.value.filter(
				(entry): entry is Entry => typeof entry === 'object' && entry.caseId === known.id
			);
			this.#operations.delete(known.id);
			this.#cases.delete(known.id);
			if (left.length === 0) {
				gone.push(known.id);
				continue;
			}
			const operations = this.#keep(
				known.id,
				merge(
					new Map(),
					left.flatMap(({ ops }) => ops)
				)
			);
			const seqs = left.map(({ seq }) => seq);
			this.#cases.set(known.id, { ...known, seqs, summary: summaryOf(known.id, operations) });
		}
		return ok(gone);
	}

	#forget(): void {
		this.#cases.clear();
		this.#operations.clear();
		this.unreadable.clear();
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

function comesBy(known: Head, entries: readonly Entry[]): boolean {
	return known.seq === 0 || entries.some(({ hash }) => equal(hash, known.hash));
}

function sameBox(a: Bytes | null, b: Bytes | null): boolean {
	return a === null || b === null ? a === b : equal(a, b);
}
