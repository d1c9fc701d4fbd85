/**
 * An unlocked vault: the cases known, and how an edit becomes a sealed row. Every call first takes in what another tab has
 * written since; every save is one entry, sealed and signed before its transaction opens, on condition that the chain
 * still ends where it was signed to end.
 */
import { base64urlnopad } from '@scure/base';
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { MAX_CONTENT_BYTES, sealEntry } from '$lib/crypto/envelope';
import type { CaseKey } from '$lib/crypto/case-key';
import { sealRow, sealRowValue, type SealedRow } from '$lib/crypto/row';
import { randomBytes } from '$lib/crypto/suite';
import { fits, fitsSettings, type CaseId, type FieldPath, type FieldValue } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { encodeContent, history, readContent, tick, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { encodeIndex, type CaseIndex } from './case-index.ts';
import { changes, stateOf, valuesOf } from './case-state.ts';
import { dropDraft, loadDraft, saveDraft } from './drafts.ts';
import { encodeHead, type Head } from './head.ts';
import { loadIdentity, sameChain, type Identity } from './identity.ts';
import { HEAD, Ledger } from './ledger.ts';
import { bytesOf, caseIdOf, nameOfKey, NO_CASE, readRow, type Place } from './reader.ts';
import type { TeamCall } from './team/calls.ts';
import type { TeamError } from './team/types.ts';
import type { CaseState, CaseSummary, Edit, Health, HistoryItem, VaultError } from './types.ts';

/** Holds the fields of the space itself; never listed. */
const SPACE_FIELDS = caseIdOf(NO_CASE);
const CASE_ID_BYTES = 16;
/** Under the writer lock the chain does not move; a browser whose lock fails us gets this many tries. */
const TRIES = 20;

export interface SessionSurroundings {
	/** Milliseconds since 1970. */
	now(): number;
	/** One writer among all tabs: runs work while no other tab writes. */
	exclusive<T>(work: () => Promise<T>): Promise<T>;
	/** A case was written here. */
	changed(id: CaseId): void;
	/** Version of the app, kept in each entry. */
	readonly app: string;
}

type Answer<T> = Promise<Result<T, VaultError>>;

export class Session {
	readonly #place: Place;
	#identity: Identity;
	readonly #ledger: Ledger;
	readonly #around: SessionSurroundings;
	#indexed = 0;
	#queue: Promise<unknown> = Promise.resolve();

	/** `index` as it was stored, or `null` where it does not open. */
	constructor(place: Place, identity: Identity, around: SessionSurroundings, index: CaseIndex | null) {
		this.#place = place;
		this.#identity = identity;
		this.#around = around;
		this.#ledger = new Ledger(place, identity);
		if (index) this.#ledger.adopt(index);
		this.#indexed = index?.seq ?? 0;
	}

	/** Takes in the entries after the index; all of them where there is none. Progress 0–1. */
	async start(onProgress: (done: number) => void): Answer<void> {
		return this.#caughtUp(onProgress);
	}

	list(): Answer<readonly CaseSummary[]> {
		return this.#inTurn(() => {
			const summaries = [...this.#ledger.cases()].map(({ summary }) => summary);
			return ok(summaries.filter(({ id }) => id !== SPACE_FIELDS));
		});
	}

	open(id: CaseId): Answer<CaseState> {
		return this.#withCase(id, (operations) => stateOf(id, operations));
	}

	history(id: CaseId): Answer<readonly HistoryItem[]> {
		return this.#withCase(id, (operations) =>
			history(operations).map(({ id, path, value, hlc, device, over }) => ({
				id,
				path,
				value,
				at: hlc.ms,
				device,
				replaced: over
			}))
		);
	}

	health(): Answer<Health> {
		return this.#inTurn(() => {
			const entries = this.#ledger.head.seq;
			return ok({ entries, unreadable: this.#ledger.unreadable.size, onlyHere: entries });
		});
	}

	createCase(edits: readonly Edit[]): Answer<CaseState> {
		if (edits.every(({ value }) => value === null)) return Promise.resolve(fail({ kind: 'limit', path: '' }));
		const id = caseIdOf(randomBytes(CASE_ID_BYTES));
		return this.#save(id, edits, fits, (operations) => stateOf(id, operations), true);
	}

	edit(id: CaseId, edits: readonly Edit[]): Answer<CaseState> {
		return this.#save(id, edits, fits, (operations) => stateOf(id, operations), false);
	}

	settings(): Answer<Readonly<Record<FieldPath, FieldValue | null>>> {
		return this.#inTurn(async () => {
			const operations = await this.#ledger.operationsOf(SPACE_FIELDS);
			return operations.ok ? ok(valuesOf(operations.value ?? new Map())) : fail(told(operations.error));
		});
	}

	saveSettings(edits: readonly Edit[]): Answer<Readonly<Record<FieldPath, FieldValue | null>>> {
		return this.#save(SPACE_FIELDS, edits, fitsSettings, valuesOf, true);
	}

	async saveDraft(scope: string, edits: readonly Edit[]): Answer<void> {
		const saved = await this.#around.exclusive(() => saveDraft(this.#place, scope, edits));
		if (saved.ok) return saved;
		return fail(saved.error === 'too-long' ? { kind: 'limit', path: edits[0]?.path ?? '' } : told(saved.error));
	}

	async loadDraft(scope: string): Answer<readonly Edit[]> {
		const draft = await loadDraft(this.#place, scope);
		return draft.ok ? draft : fail(told(draft.error));
	}

	async dropDraft(scope: string): Answer<void> {
		const dropped = await this.#around.exclusive(() => dropDraft(this.#place, scope));
		return dropped.ok ? dropped : fail(told(dropped.error));
	}

	team(_call: TeamCall): Promise<Result<unknown, TeamError>> {
		return Promise.resolve(fail({ kind: 'no-team' }));
	}

	/** Entries that the stored index does not cover yet. */
	get unindexed(): number {
		return this.#ledger.head.seq - this.#indexed;
	}

	/** Whether the index or a snapshot is behind. */
	get untidy(): boolean {
		return this.unindexed > 0 || this.#ledger.snapshotsDue;
	}

	/** Writes the index and snapshots: when there is time, never at lock. Failing loses nothing but time later. */
	async tidy(): Promise<void> {
		if (!this.untidy) return;
		await this.#around.exclusive(() =>
			this.#inTurn(async () => {
				await this.#ledger.writeSnapshots();
				const index = this.#ledger.index();
				if (index.seq === this.#indexed) return ok(undefined);
				const row = await sealRow(this.#place.keys, 'index', 'cases', encodeIndex(index));
				const stored = await this.#place.store.put(this.#place.container, [row]);
				if (stored.ok) this.#indexed = index.seq;
				return ok(undefined);
			})
		);
	}

	async #withCase<T>(id: CaseId, read: (operations: Operations) => T): Answer<T> {
		return this.#inTurn(async () => {
			const operations = await this.#ledger.operationsOf(id);
			if (!operations.ok) return fail(told(operations.error));
			if (!operations.value || id === SPACE_FIELDS) return fail({ kind: 'unknown-case' });
			// Not one of its entries can be read: said, rather than shown as an empty case.
			return operations.value.size > 0 ? ok(read(operations.value)) : fail({ kind: 'broken' });
		});
	}

	#save<T>(
		id: CaseId,
		edits: readonly Edit[],
		allowed: (path: FieldPath, value: unknown) => boolean,
		read: (operations: Operations) => T,
		mayBeNew: boolean
	): Answer<T> {
		const refused = edits.find(({ path, value }) => !allowed(path, value));
		if (refused) return Promise.resolve(fail({ kind: 'limit', path: refused.path }));
		return this.#around.exclusive(async () => {
			for (let tries = 0; tries < TRIES; tries++) {
				const saved = await this.#inTurn(() => this.#saveOnce(id, edits, mayBeNew));
				if (!saved.ok) return saved;
				if (saved.value !== 'moved') return ok(read(saved.value));
			}
			return fail<VaultError>({ kind: 'storage-lost' });
		});
	}

	async #saveOnce(id: CaseId, edits: readonly Edit[], mayBeNew: boolean): Answer<Operations | 'moved'> {
		const { device, space } = this.#identity;
		const head = this.#ledger.head;
		const loaded = await this.#ledger.operationsOf(id);
		if (!loaded.ok) return fail(told(loaded.error));
		if (!loaded.value && !mayBeNew) return fail({ kind: 'unknown-case' });
		const before: Operations = loaded.value ?? new Map();
		const ops = changes(before, edits);
		if (ops.length === 0) return ok(before);

		const key = await this.#keyFor(id);
		if (!key.ok) return fail(told(key.error));
		const { caseKey, row: keyRow } = key.value;

		const hlc = tick(head.hlc, this.#around.now());
		const caseId = caseKey && bytesOf(id);
		const author = { hlc, by: space.member, app: this.#around.app };
		const content = toCbor(encodeContent({ kind: 'fields', caseId, ops }, author));
		if (content.length > MAX_CONTENT_BYTES) return fail({ kind: 'limit', path: longest(ops) });
		const written = readContent(fromCbor(content), base64urlnopad.encode(device.id), head.seq + 1);
		if (!written || written === 'newer') throw new Error('what we write, we read');
		const place = { space: space.id, device: device.id, seq: head.seq + 1, prev: head.hash };
		const membership = { epoch: space.epoch.number, membership: space.head };
		const keys = { epochKey: space.epoch.key, caseKey, signingKey: device.signingKey };
		const sealed = await sealEntry(keys, { ...place, ...membership }, content);
		const next: Head = { seq: place.seq, hash: sealed.hash, hlc };
		const [entryRow, headRow] = await Promise.all([
			sealRow(this.#place.keys, 'entry', this.#ledger.reader.nameOf(next.seq), sealed.bytes),
			sealRowValue(this.#place.keys, 'settings', HEAD, encodeHead(next))
		]);
		const guard = { id: await this.#ledger.headId(), box: this.#ledger.headBox };
		const change = { guard, put: headRow, add: keyRow ? [entryRow, keyRow] : [entryRow] };
		const committed = await this.#place.store.commit(this.#place.container, change);
		if (!committed.ok) return fail(told(committed.error));
		if (committed.value === 'moved') return ok('moved');

		const after = this.#ledger.append(next, headRow.box, id, written.ops, caseKey && nameOfKey(caseKey.ref));
		this.#around.changed(id);
		return ok(after);
	}

	/** The key a case is written under, and the row to store with it where it is a new one. */
	async #keyFor(id: CaseId): Promise<Result<{ caseKey: CaseKey | null; row: SealedRow | null }, StorageFailure>> {
		if (id === SPACE_FIELDS) return ok({ caseKey: null, row: null });
		const ref = this.#ledger.find(id)?.ref;
		const known = ref ? await this.#ledger.reader.keyOf(ref) : ok(null);
		if (!known.ok) return known;
		if (known.value) return ok({ caseKey: known.value, row: null });
		const { key, row } = await this.#ledger.reader.createKey(id);
		return ok({ caseKey: key, row });
	}

	async #caughtUp(onProgress?: (done: number) => void): Answer<void> {
		const before = this.#ledger.headBox;
		const caught = await this.#ledger.catchUp(onProgress);
		if (caught.ok) return before && before !== this.#ledger.headBox ? this.#newChain() : caught;
		return fail(caught.error === 'went-back' ? { kind: 'broken' } : told(caught.error));
	}

	/**
	 * A chain that the sync has taken in comes with a new head row: what is saved from here on is saved under it, or it would
	 * name an older membership than the entry before.
	 */
	async #newChain(): Answer<void> {
		const row = await readRow(this.#place, 'device', 'self');
		if (!row.ok) return fail(told(row.error));
		const stored = row.value.content && fromCbor(row.value.content);
		row.value.content?.fill(0);
		if (sameChain(stored, this.#identity)) return ok(undefined);
		const identity = await loadIdentity(stored);
		if (!identity) return fail({ kind: 'broken' });
		this.#identity = identity;
		this.#ledger.reader.adopt(identity);
		return ok(undefined);
	}

	/** One after the other, each on what is stored now. */
	#inTurn<T>(work: () => Result<T, VaultError> | Answer<T>): Answer<T> {
		const turn = this.#queue.then(async () => {
			const caught = await this.#caughtUp();
			return caught.ok ? work() : caught;
		});
		this.#queue = turn.catch(() => undefined);
		return turn;
	}
}

export function told(failure: StorageFailure): VaultError {
	switch (failure) {
		case 'full':
			return { kind: 'storage-full' };
		case 'lost':
			return { kind: 'storage-lost' };
		case 'unavailable':
			return { kind: 'obstacle', obstacle: 'no-indexeddb' };
	}
}

function longest(ops: readonly { readonly path: FieldPath; readonly value: unknown }[]): FieldPath {
	const size = (value: unknown) => JSON.stringify(value).length;
	return ops.reduce((a, b) => (size(b.value) > size(a.value) ? b : a)).path;
}
