/**
 * One space in an unlocked vault: what this device has written in it, what the others have, and how an edit becomes a sealed
 * row. Every save is one entry, sealed and signed before its transaction opens, on condition that the chain still ends where it
 * was signed to end.
 */
import { base64urlnopad } from '@scure/base';
import type { CaseKey } from '$lib/crypto/case-key';
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { MAX_CONTENT_BYTES, sealEntry } from '$lib/crypto/envelope';
import { sealRow, sealRowValue, type SealedRow } from '$lib/crypto/row';
import type { CaseId, FieldPath } from '$lib/domain/case';
import { equal } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import {
	compareHlc,
	encodeContent,
	merge,
	readContent,
	tick,
	type Hlc,
	type NewContent,
	type Operation,
	type Operations
} from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import type { FileRef } from '$lib/sync/engine/files';
import { asParent } from '$lib/team';
import { encodeIndex, summaryOf, type CaseIndex } from './case-index.ts';
import { changes } from './case-state.ts';
import { eraseHere } from './erased.ts';
import { encodeHead, type Head } from './head.ts';
import { loadIdentity, sameChain, type Identity } from './identity.ts';
import { Ledger } from './ledger.ts';
import { namesOf, type SpaceNames } from './names.ts';
import { bytesOf, caseIdOf, nameOfKey, NO_CASE, readRow, type Place } from './reader.ts';
import { dropSnapshots } from './snapshots.ts';
import { told, type Answer } from './told.ts';
import type { CaseSummary, Edit, VaultError } from './types.ts';

/** Holds the fields of the space itself; never listed. */
export const SPACE_FIELDS = caseIdOf(NO_CASE);

/** A case that other devices have spoken of. */
interface OthersCase {
	readonly id: CaseId;
	/** Names of the keys that their entries are under. */
	readonly refs: readonly string[];
	/** Of everything known of it, this device's entries up to `own` included; `null`: not made yet. */
	readonly summary: CaseSummary | null;
	readonly own: number;
}

/** What the other devices of a space have said, as far as it counts. */
export interface Others {
	/** Takes in what the sync has stored since. Progress 0–1. */
	catchUp(identity: Identity, onProgress?: (done: number) => void): Promise<Result<void, StorageFailure>>;
	cases(): Iterable<OthersCase>;
	/** `null` for a case that only this device has spoken of. */
	find(id: CaseId): OthersCase | null;
	operationsOf(id: CaseId): Promise<Result<Operations | null, StorageFailure>>;
	/** What a case comes to with this device's entries up to `own`. */
	sum(id: CaseId, own: number, summary: CaseSummary): void;
	drop(id: CaseId): void;
	/** The latest of their clocks that may be followed. */
	readonly clock: Hlc;
	/** Whether this device may only read. */
	readonly reads: boolean;
	/** Entries of this device, up to its last one, that were not seen back. */
	unsent(last: number): number;
	/** Whether an entry of this device was seen back, or counts as unsent; else it never comes. */
	holds(seq: number): boolean;
	contactOf(device: string): number | null;
	/** Nothing more is written under this case key: the case was erased, or the key declared twice. */
	isDead(ref: string): boolean;
	/** Entries that their stored index does not cover yet. */
	readonly unindexed: number;
	readonly snapshotsDue: boolean;
	tidy(): Promise<void>;
	/** Ends of the other devices, as the last checkpoint of this one has them. */
	endsSeenBy(device: string): ReadonlyMap<string, number>;
	/** Number of its last entry that says more than what it has seen. */
	spokenOf(device: string): number;
}

/** What an entry in another place said. */
export interface SaidAgain {
	readonly id: CaseId;
	readonly said: (place: string) => Pick<Extract<NewContent, { kind: 'restated' }>, 'was' | 'author' | 'ops'>;
}

export interface BookSurroundings {
	/** Milliseconds since 1970. */
	now(): number;
	/** A case was written here. */
	changed(id: CaseId): void;
	/** Version of the app, kept in each entry. */
	readonly app: string;
}

export class Book {
	readonly ledger: Ledger;
	/** Of the space that the vault was made with. */
	readonly first: boolean;
	/** Of a circle: this phone has come in there again with new keys. */
	outgrown = false;
	/** `null` in a space of one. */
	others: Others | null = null;
	readonly #place: Place;
	readonly #names: SpaceNames;
	readonly #around: BookSurroundings;
	readonly #home: Book | null;
	#identity: Identity;
	#indexed = 0;
	/** The identity it was made with may be older than the head row only from the first look on. */
	#started = false;

	/** `index` as it was stored, or `null` where it does not open; `home`: of a circle. */
	constructor(
		place: Place,
		identity: Identity,
		around: BookSurroundings,
		index: CaseIndex | null,
		first: boolean,
		home: Book | null = null
	) {
		this.#place = place;
		this.#home = home;
		this.first = first;
		this.#identity = identity;
		this.#around = around;
		this.#names = namesOf(identity.space.id, first);
		this.ledger = new Ledger(place, identity, this.#names);
		if (index) this.ledger.adopt(index);
		this.#indexed = index?.seq ?? 0;
	}

	get identity(): Identity {
		return this.#identity;
	}

	knows(id: CaseId): boolean {
		return this.ledger.find(id) !== null || this.others?.find(id) != null;
	}

	/** Everything known of a case; `null` for one that is not. */
	async operationsOf(id: CaseId): Answer<Operations | null> {
		const own = await this.ledger.operationsOf(id);
		if (!own.ok) return fail(told(own.error));
		const others = this.others ? await this.others.operationsOf(id) : ok(null);
		if (!others.ok) return fail(told(others.error));
		return ok(others.value ? merge(own.value ?? new Map(), others.value.values()) : own.value);
	}

	async summaries(): Answer<readonly CaseSummary[]> {
		const summaries = new Map([...this.ledger.cases()].map(({ id, summary }) => [id, summary]));
		for (const { id, summary, own } of this.others?.cases() ?? []) {
			const last = this.ledger.find(id)?.seqs.at(-1) ?? 0;
			if (id === SPACE_FIELDS) continue;
			if (summary && own === last) {
				summaries.set(id, summary);
				continue;
			}
			const all = await this.operationsOf(id);
			if (!all.ok) return all;
			const made = summaryOf(id, all.value ?? new Map());
			this.others?.sum(id, last, made);
			summaries.set(id, made);
		}
		summaries.delete(SPACE_FIELDS);
		return ok([...summaries.values()]);
	}

	/** `moved`: another tab, or the sync, has written in between. `file`: these are the fields of a file that it names. */
	async save(
		id: CaseId,
		edits: readonly Edit[],
		mayBeNew: boolean,
		file: FileRef | null = null
	): Answer<Operations | 'moved'> {
		if (this.others?.reads) return fail({ kind: 'reader' });
		const { head } = this.ledger;
		const loaded = await this.operationsOf(id);
		if (!loaded.ok) return loaded;
		if (!loaded.value && !mayBeNew) return fail({ kind: 'unknown-case' });
		const before: Operations = loaded.value ?? new Map();
		const ops = changes(before, edits);
		if (ops.length === 0) return ok(before);

		const key = await this.#keyFor(id);
		if (!key.ok) return fail(told(key.error));
		const { caseKey, row: keyRow } = key.value;

		const caseId = caseKey && bytesOf(id);
		const said: NewContent = file
			? { kind: 'file', caseId, file: [file.blob, file.key, file.hash, file.length, file.stored], ops }
			: { kind: 'fields', caseId, ops };
		const sealed = await this.#seal(head, caseKey, said);
		if (!sealed) return fail({ kind: 'limit', path: longest(ops) });
		const { next, row: entryRow, written } = sealed;
		const headRow = await sealRowValue(this.#place.keys, 'settings', this.#names.head, encodeHead(next));
		const guard = { id: await this.ledger.headId(), box: this.ledger.headBox };
		const change = { guard, put: headRow, add: keyRow ? [entryRow, keyRow] : [entryRow] };
		const committed = await this.#place.store.commit(this.#place.container, change);
		if (!committed.ok) return fail(told(committed.error));
		if (committed.value === 'moved') return ok('moved');

		this.ledger.append(next, headRow.box, id, written, caseKey && nameOfKey(caseKey.ref));
		this.#around.changed(id);
		return ok(merge(before, written));
	}

	/**
	 * Says again what was said in another place, in one transaction: an entry for each. `said` is given the place that it gets,
	 * `<device>.<number>`, and has room in an entry.
	 */
	async sayAgain(all: readonly SaidAgain[]): Answer<'done' | 'moved'> {
		if (this.others?.reads) return fail({ kind: 'reader' });
		const keys = new Map<CaseId, CaseKey | null>();
		const add: SealedRow[] = [];
		const entries: { readonly id: CaseId; readonly next: Head; readonly written: readonly Operation[] }[] = [];
		let { head } = this.ledger;
		for (const { id, said } of all) {
			let key = keys.get(id);
			if (key === undefined) {
				const found = await this.#keyFor(id);
				if (!found.ok) return fail(told(found.error));
				key = found.value.caseKey;
				keys.set(id, key);
				if (found.value.row) add.push(found.value.row);
			}
			const place = `${base64urlnopad.encode(this.#identity.device.id)}.${head.seq + 1}`;
			const sealed = await this.#seal(head, key, {
				kind: 'restated',
				caseId: key && bytesOf(id),
				of: null,
				...said(place)
			});
			if (!sealed) return fail({ kind: 'limit', path: '' });
			add.push(sealed.row);
			entries.push({ id, next: sealed.next, written: sealed.written });
			head = sealed.next;
		}
		const headRow = await sealRowValue(this.#place.keys, 'settings', this.#names.head, encodeHead(head));
		const guard = { id: await this.ledger.headId(), box: this.ledger.headBox };
		const committed = await this.#place.store.commit(this.#place.container, { guard, put: headRow, add });
		if (!committed.ok) return fail(told(committed.error));
		if (committed.value === 'moved') return ok('moved');
		for (const { id, next, written } of entries) {
			// What is summed up is all that this device has said, which memory may have let go of.
			const known = await this.ledger.operationsOf(id);
			if (!known.ok) return fail(told(known.error));
			const key = keys.get(id);
			this.ledger.append(next, headRow.box, id, written, key ? nameOfKey(key.ref) : null);
		}
		for (const id of keys.keys()) this.#around.changed(id);
		return ok('done');
	}

	/** The next entry of this device after `head`; `null` where it has no room for this. */
	async #seal(
		head: Head,
		caseKey: CaseKey | null,
		said: NewContent
	): Promise<{ readonly next: Head; readonly row: SealedRow; readonly written: readonly Operation[] } | null> {
		const { device, space } = this.#identity;
		const last = this.others && compareHlc(this.others.clock, head.hlc) > 0 ? this.others.clock : head.hlc;
		const hlc = tick(last, this.#around.now());
		const content = toCbor(encodeContent(said, { hlc, by: space.member, app: this.#around.app }));
		if (content.length > MAX_CONTENT_BYTES) return null;
		const written = readContent(fromCbor(content), base64urlnopad.encode(device.id), head.seq + 1);
		if (!written || written === 'newer') throw new Error('what we write, we read');
		const place = { space: space.id, device: device.id, seq: head.seq + 1, prev: head.hash };
		const membership = { epoch: space.epoch.number, membership: space.head };
		const keys = { epochKey: space.epoch.key, caseKey, signingKey: device.signingKey };
		const sealed = await sealEntry(keys, { ...place, ...membership }, content);
		const row = await sealRow(this.#place.keys, 'entry', this.ledger.reader.nameOf(place.seq), sealed.bytes);
		return { next: { seq: place.seq, hash: sealed.hash, hlc }, row, written: written.ops };
	}

	async caughtUp(onProgress?: (done: number) => void): Answer<void> {
		let chain = ok(undefined) as Result<void, VaultError>;
		const { headBox } = this.ledger;
		const caught = await this.ledger.catchUp(onProgress, async () => {
			if (this.#started) chain = await this.#newChain();
			return chain.ok;
		});
		if (!caught.ok) return fail(caught.error === 'went-back' ? { kind: 'broken' } : told(caught.error));
		this.#started = true;
		if (!chain.ok) return chain;
		if (!this.others) {
			// Another tab has written; it may have erased a case, of which no chain speaks here.
			if (!headBox || this.ledger.headBox === headBox) return chain;
			const gone = await this.ledger.keysGone();
			return gone.ok ? this.#forgetErased(gone.value) : fail(told(gone.error));
		}
		const others = await this.others.catchUp(this.#identity, onProgress);
		return others.ok ? others : fail(told(others.error));
	}

	/** Entries that the stored index does not cover yet. */
	get unindexed(): number {
		return this.ledger.head.seq - this.#indexed + (this.others?.unindexed ?? 0);
	}

	/** Whether the index or a snapshot is behind. */
	get untidy(): boolean {
		return this.unindexed > 0 || this.ledger.snapshotsDue || (this.others?.snapshotsDue ?? false);
	}

	/** Writes the index and snapshots. Failing loses nothing but time later. */
	async tidy(): Promise<void> {
		await this.#tidyOthers();
		await this.ledger.writeSnapshots();
		const index = this.ledger.index();
		if (index.seq === this.#indexed) return;
		const row = await sealRow(this.#place.keys, 'index', this.#names.index, encodeIndex(index));
		const stored = await this.#place.store.put(this.#place.container, [row]);
		if (stored.ok) this.#indexed = index.seq;
	}

	/** Takes a case out of memory, of both indexes and of the snapshots, on the disk at once: it was erased. */
	async drop(id: CaseId): Answer<void> {
		const dropped = await dropSnapshots(this.#place, [id]);
		if (!dropped.ok) return fail(told(dropped.error));
		this.ledger.drop(id);
		this.others?.drop(id);
		this.#indexed = -1;
		await this.tidy();
		return this.unindexed > 0 ? fail(told('lost')) : ok(undefined);
	}

	/** Erases a case that is on this phone alone, for good; of a space of one. */
	async eraseHere(id: CaseId): Answer<void> {
		const known = this.ledger.find(id);
		if (!known || this.others) return fail({ kind: 'unknown-case' });
		const erased = await eraseHere(this.#place, this.#identity.space.id, this.#names, this.ledger, known);
		return erased.ok ? this.caughtUp() : fail(told(erased.error));
	}

	async #tidyOthers(): Promise<void> {
		if (!this.others) return;
		// What is not summed up now would be at the next unlock.
		const summed = await this.summaries();
		if (summed.ok) await this.others.tidy();
	}

	/** The key a case is written under, and the row to store with it where it is a new one. */
	async #keyFor(id: CaseId): Promise<Result<{ caseKey: CaseKey | null; row: SealedRow | null }, StorageFailure>> {
		if (id === SPACE_FIELDS) return ok({ caseKey: null, row: null });
		for (const ref of [this.ledger.find(id)?.ref, ...(this.others?.find(id)?.refs ?? [])]) {
			const known = ref && !this.others?.isDead(ref) ? await this.ledger.reader.keyOf(ref) : ok(null);
			if (!known.ok) return known;
			if (known.value) return ok({ caseKey: known.value, row: null });
		}
		const { key, row } = await this.ledger.reader.createKey(id);
		return ok({ caseKey: key, row });
	}

	/**
	 * A chain that the sync has taken in comes with a new head row: what is saved from here on is saved under it, or it would
	 * name an older membership than the entry before.
	 */
	async #newChain(): Answer<void> {
		for (const behind of this.#home ? [false, true] : [false]) {
			// A circle's chain may speak of what has come to its home since that was last looked at.
			const home = behind && this.#home ? await this.#home.caughtUp() : ok(undefined);
			if (!home.ok) return home;
			const row = await readRow(this.#place, ...this.#names.chain);
			if (!row.ok) return fail(told(row.error));
			const stored = row.value.content && fromCbor(row.value.content);
			row.value.content?.fill(0);
			const parent = this.#home && asParent(this.#home.identity.space.chain);
			const identity = sameChain(stored, this.#identity) ? this.#identity : await loadIdentity(stored, parent);
			if (!identity) continue;
			// Come in again, here or in another tab: what is in memory is the old device's, and is to be opened anew, of a circle alone.
			if (!equal(identity.device.id, this.#identity.device.id)) {
				this.outgrown = this.#home !== null;
				return fail({ kind: 'locked' });
			}
			this.#identity = identity;
			this.ledger.reader.adopt(identity);
			return this.#forgetErased(new Set(identity.space.chain.at(-1)?.shredded.keys()));
		}
		return fail({ kind: 'broken' });
	}

	async #forgetErased(refs: ReadonlySet<string>): Answer<void> {
		const erased = await this.ledger.forgetErased(refs);
		if (!erased.ok) return fail(told(erased.error));
		for (const id of erased.value) {
			const dropped = await this.drop(id);
			if (!dropped.ok) return dropped;
		}
		return ok(undefined);
	}
}

function longest(ops: readonly { readonly path: FieldPath; readonly value: unknown }[]): FieldPath {
	const size = (value: unknown) => JSON.stringify(value).length;
	return ops.reduce((a, b) => (size(b.value) > size(a.value) ? b : a)).path;
}
