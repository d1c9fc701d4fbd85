/** Reads entries back from their rows: unwrapped, verified, opened, checked against their place. */
import { base64urlnopad } from '@scure/base';
import { createCaseKey, openCaseKey, type CaseKey } from '$lib/crypto/case-key';
import { fromCbor } from '$lib/crypto/cbor';
import { openEntry, type EntryHeader } from '$lib/crypto/envelope';
import { openRow, rowId, sealRow, type RowKeys, type RowKind, type SealedRow } from '$lib/crypto/row';
import { epochKeyFor, epochKeyOf } from '$lib/crypto/space';
import { equal, type Bytes } from '$lib/crypto/suite';
import { CaseId } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { EPOCH, readContent, type Hlc, type Operation } from '$lib/journal';
import type { Container, RowStore, StorageFailure } from '$lib/storage';
import { bytesOf as idOf } from '$lib/sync/bytes';
import type { PulledItem } from '$lib/sync/protocol';
import { prove } from '$lib/sync/prove';
import { itemOf } from '$lib/sync/stored';
import { keyOf } from '$lib/team';
import type { Identity } from './identity.ts';
import { namesOf, type SpaceNames } from './names.ts';

export interface Entry {
	readonly seq: number;
	readonly prev: Bytes;
	readonly hash: Bytes;
	readonly caseId: CaseId;
	/** Names the case's key, in base64url; the fields of the space itself have none. */
	readonly ref: string | null;
	readonly hlc: Hlc;
	readonly ops: readonly Operation[];
}

/** `damaged`: a row is there, and nothing that belongs in its place can be read from it. */
export type Found = Entry | 'damaged' | 'absent';

export interface Place {
	readonly store: RowStore;
	readonly container: Container;
	readonly keys: RowKeys;
}

/** Stands for the space itself where a case id is wanted; never listed. */
export const NO_CASE: Bytes = new Uint8Array(16);
export const caseIdOf = (bytes: Uint8Array) => CaseId.parse(base64urlnopad.encode(bytes));
export const nameOfKey = (ref: Bytes) => base64urlnopad.encode(ref);
export const bytesOf = (id: CaseId): Bytes => new Uint8Array(base64urlnopad.decode(id));

/** One row's content: `null` where there is none or it does not open; `box` is what is stored, as it is. */
export async function readRow(
	{ store, container, keys }: Place,
	kind: RowKind,
	name: unknown
): Promise<Result<{ readonly id: Bytes; readonly box: Bytes | null; readonly content: Bytes | null }, StorageFailure>> {
	const id = await rowId(keys, kind, name);
	const found = await store.get(container, [id]);
	if (!found.ok) return found;
	const box = (found.value[0] ?? null) as Bytes | null;
	return ok({ id, box, content: box && (await openRow(keys, kind, { id, box })) });
}

export class EntryReader {
	readonly #place: Place;
	readonly #names: SpaceNames;
	#identity: Identity;
	readonly #caseKeys = new Map<string, Promise<Result<CaseKey | null, StorageFailure>>>();

	constructor(place: Place, identity: Identity, names = namesOf(identity.space.id, true)) {
		this.#place = place;
		this.#names = names;
		this.#identity = identity;
	}

	/** The chain has moved, or keys of epochs have come. */
	adopt(identity: Identity): void {
		this.#identity = identity;
	}

	/** Which row an entry of this device is kept in. */
	nameOf(seq: number): unknown {
		return this.#names.entry(this.#identity.device.id, seq);
	}

	/** What is kept in the places with these numbers, in that order. */
	async read(seqs: readonly number[]): Promise<Result<readonly Found[], StorageFailure>> {
		const { store, container, keys } = this.#place;
		const ids = await Promise.all(seqs.map((seq) => rowId(keys, 'entry', this.nameOf(seq))));
		const found = await store.get(container, ids);
		if (!found.ok) return found;
		// A store that fails while keys are fetched says nothing about the entries.
		let failure: StorageFailure | null = null;
		const keyOf = async (ref: Bytes) => {
			const key = await this.keyOf(nameOfKey(ref));
			if (!key.ok) failure = key.error;
			return key.ok ? key.value : null;
		};
		const entries = await Promise.all(
			seqs.map((seq, i) => {
				const [id, box] = [ids[i], found.value[i] as Bytes | null | undefined];
				return id && box ? this.#open(seq, { id, box }, keyOf) : Promise.resolve('absent' as const);
			})
		);
		return failure ? fail(failure) : ok(entries);
	}

	/** A new case's key, and the row that keeps it. */
	async createKey(caseId: CaseId): Promise<{ readonly key: CaseKey; readonly row: SealedRow }> {
		const { space } = this.#identity;
		const { caseKey, wrapped } = await createCaseKey(space.epoch, space.id, bytesOf(caseId));
		return { key: caseKey, row: await sealRow(this.#place.keys, 'caseKey', caseKey.ref, wrapped) };
	}

	/** What is stored is asked again. */
	forget(name: string): void {
		this.#caseKeys.delete(name);
	}

	/** `null` when the key is damaged, or was shredded with its case. */
	async keyOf(name: string): Promise<Result<CaseKey | null, StorageFailure>> {
		let key = this.#caseKeys.get(name);
		if (!key) {
			key = this.#readKey(new Uint8Array(base64urlnopad.decode(name)));
			this.#caseKeys.set(name, key);
		}
		const found = await key;
		if (!found.ok || !found.value) this.#caseKeys.delete(name);
		return found;
	}

	async #readKey(ref: Bytes): Promise<Result<CaseKey | null, StorageFailure>> {
		const row = await readRow(this.#place, 'caseKey', ref);
		if (!row.ok) return row;
		const { space } = this.#identity;
		return ok(
			row.value.content && (await openCaseKey((epoch) => epochKeyOf(space, epoch), space.id, row.value.content))
		);
	}

	async #open(seq: number, row: SealedRow, keyOf: (ref: Bytes) => Promise<CaseKey | null>): Promise<Entry | 'damaged'> {
		const { device, space } = this.#identity;
		const raw = await openRow(this.#place.keys, 'entry', row);
		if (!raw) return 'damaged';
		const keys = {
			epochKeyFor: (header: EntryHeader) => epochKeyFor(space, header),
			caseKeyOf: async (ref: Bytes) => (await keyOf(ref))?.key ?? null,
			signer: device.public.sig
		};
		const item = itemOf(raw);
		if (item?.[0] === 1) return this.#reduced(seq, item);
		const opened = await openEntry(keys, raw, space.id, device.id);
		if (opened?.header.seq !== seq) return 'damaged';
		const content = readContent(fromCbor(opened.content), base64urlnopad.encode(device.id), seq);
		if (!content || content === 'newer') return 'damaged';
		const { hash, ref, header } = opened;
		// The case it speaks of is the case whose key seals it; what speaks of the space is under no such key.
		const of = ref && (await keyOf(ref))?.caseId;
		if (ref ? !of || !content.caseId || !equal(content.caseId, of) : content.caseId) return 'damaged';
		const caseId = caseIdOf(content.caseId ?? NO_CASE);
		const { hlc, ops } = content;
		return { seq, prev: header.prev, hash, caseId, ref: ref && nameOfKey(ref), hlc, ops };
	}

	/** Of an erased case: it shows that the chain is whole, and says nothing. */
	async #reduced(seq: number, item: PulledItem): Promise<Entry | 'damaged'> {
		const team = this.#identity.space.chain.at(-1);
		const proven = team && (await prove(item, team));
		const own = proven?.kind === 'entry' && proven.device === keyOf(this.#identity.device.id) && proven.seq === seq;
		if (!own || !proven.genuine || proven.space !== team?.space) return 'damaged';
		const hashes = { prev: idOf(proven.prev), hash: idOf(proven.hash) };
		return { seq, ...hashes, caseId: caseIdOf(NO_CASE), ref: null, hlc: EPOCH, ops: [] };
	}
}
