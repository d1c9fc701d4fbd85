/**
 * One space in the vault's rows, for the sync engine: the first space, whose chain is in the identity row, or a further one. Every
 * step of the engine is one transaction, on condition that neither another step nor a save came in between.
 */
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { reveal } from '$lib/crypto/redacted';
import { openRow, rowId, sealRow, sealRowValue, type RowKind, type SealedRow } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import { bytesOf } from '$lib/sync/bytes';
import type { Alarm, Aside, Batch, SpaceStore, SyncRow } from '$lib/sync/engine/ports';
import type { Key } from '$lib/team';
import { decodeHead, encodeHead, NO_ENTRIES, type Head } from './head.ts';
import { readPending, readSecrets, withChain, type Identity } from './identity.ts';
import { namesOf } from './names.ts';
import { readableOf } from './erased.ts';
import { readRow, type Place } from './reader.ts';
import {
	decodeAlarm,
	decodeAside,
	decodeDeclared,
	decodeShred,
	decodeSync,
	encodeAlarm,
	encodeAside,
	encodeDeclared,
	encodeShred,
	encodeSync
} from './sync-rows.ts';

type Stored<T> = Promise<Result<T, StorageFailure>>;
type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;
/** Rows read at once. */
const BATCH = 128;

/** `first`: the space that the vault was made with, whose rows have no space in their names. */
export function openSpaceStore(place: Place, identity: Identity, first: boolean, exclusive: Exclusive): SpaceStore {
	const { store, container, keys } = place;
	const { device, space } = identity;
	const names = namesOf(space.id, first);
	const entryName = (of: Key, seq: number) => names.entry(bytesOf(of), seq);
	const [chainKind, chainName] = names.chain;
	let syncBox: Bytes | null = null;
	let headBox: Bytes | null = null;
	let head: Head = NO_ENTRIES;

	const contents = async (kind: RowKind, names: readonly unknown[]): Stored<readonly (Bytes | null)[]> => {
		const found: (Bytes | null)[] = [];
		for (let at = 0; at < names.length; at += BATCH) {
			const ids = await Promise.all(names.slice(at, at + BATCH).map((name) => rowId(keys, kind, name)));
			const boxes = await store.get(container, ids);
			if (!boxes.ok) return boxes;
			const rows = boxes.value.map((box, i) => {
				const id = ids[i];
				return id && box ? openRow(keys, kind, { id, box: box as Bytes }) : Promise.resolve(null);
			});
			found.push(...(await Promise.all(rows)));
		}
		return ok(found);
	};
	const numbered = async <T>(
		kind: RowKind,
		next: number,
		decode: (value: unknown) => T | null
	): Stored<Map<number, T>> => {
		const rows = await contents(
			kind,
			Array.from({ length: next }, (_, no) => [space.id, no])
		);
		if (!rows.ok) return rows;
		const found = new Map<number, T>();
		for (const [no, content] of rows.value.entries()) {
			const row = content && decode(fromCbor(content));
			if (row) found.set(no, row);
		}
		return ok(found);
	};
	const readHead = async (): Stored<Head> => {
		const row = await readRow(place, 'settings', names.head);
		if (!row.ok) return row;
		headBox = row.value.box;
		head = (row.value.content && decodeHead(fromCbor(row.value.content))) ?? NO_ENTRIES;
		return ok(head);
	};

	const commit = async (batch: Batch): Stored<'done' | 'moved'> => {
		// All at once: a browser seals on its other processors, and a first sync has a thousand of them in a batch.
		const sealing: Promise<SealedRow>[] = [];
		const dropping: Promise<Bytes>[] = [];
		const add = (kind: RowKind, name: unknown, value: unknown) => sealing.push(sealRowValue(keys, kind, name, value));
		add('sync', space.id, encodeSync(batch.sync));
		for (const { device: of, seq, stored } of batch.entries) {
			if (stored) sealing.push(sealRow(keys, 'entry', entryName(of, seq), stored));
			else dropping.push(rowId(keys, 'entry', entryName(of, seq)));
		}
		for (const [ref, declared] of batch.declared) {
			const name = [space.id, bytesOf(ref)];
			if (declared) add('declared', name, encodeDeclared(declared));
			else dropping.push(rowId(keys, 'declared', name));
		}
		for (const [ref, wrapped] of batch.caseKeys) {
			if (wrapped) sealing.push(sealRow(keys, 'caseKey', bytesOf(ref), wrapped));
			else dropping.push(rowId(keys, 'caseKey', bytesOf(ref)));
		}
		for (const [ref, shred] of batch.shreds) add('shred', [space.id, bytesOf(ref)], encodeShred(shred));
		const readable = await Promise.all(batch.erased.map((erased) => readableOf(keys, space.id, names, erased)));
		dropping.push(...readable.flat().map((id) => Promise.resolve(id)));
		for (const [no, aside] of batch.aside) {
			if (aside) add('aside', [space.id, no], encodeAside(aside));
			else dropping.push(rowId(keys, 'aside', [space.id, no]));
		}
		for (const [no, alarm] of batch.alarms) add('alarm', [space.id, no], encodeAlarm(alarm));
		for (const [epoch, list] of batch.lists) sealing.push(sealRow(keys, 'envelopes', [space.id, epoch], list));
		const [put, drop] = await Promise.all([Promise.all(sealing), Promise.all(dropping)]);
		const syncRow = put[0];
		const guards = [{ id: await rowId(keys, 'sync', space.id), box: syncBox }];
		// A new chain, or a case that is no more, is a new head row too: whoever is about to save finds that it has moved.
		const next = batch.own?.to ?? head;
		const headRow =
			batch.own || batch.chain || batch.erased.length > 0
				? await sealRowValue(keys, 'settings', names.head, encodeHead(next))
				: null;
		if (headRow) {
			put.push(headRow);
			guards.push({ id: headRow.id, box: headBox });
		}
		if (batch.pending) {
			const pending = toCbor({ v: 1, epochs: batch.pending.map(([number, key]) => [number, reveal(key)]) });
			put.push(await sealRow(keys, 'pending', space.id, pending));
			pending.fill(0);
		}
		if (batch.chain) {
			const row = await readRow(place, chainKind, chainName);
			if (!row.ok) return row;
			const changed =
				row.value.content && withChain(fromCbor(row.value.content), batch.chain.space.ops, batch.chain.keys);
			row.value.content?.fill(0);
			if (!changed) return fail('lost');
			put.push(await sealRowValue(keys, chainKind, chainName, changed));
		}
		const done = await store.replace(container, { guards, put, drop });
		if (done.ok && done.value === 'done') {
			syncBox = syncRow?.box ?? null;
			if (headRow) {
				headBox = headRow.box;
				head = next;
			}
		}
		return done;
	};

	return {
		device,
		space,

		async load(): Stored<{ sync: SyncRow; aside: Map<number, Aside>; alarms: Map<number, Alarm> } | null> {
			const row = await readRow(place, 'sync', space.id);
			if (!row.ok) return row;
			syncBox = row.value.box;
			const sync = row.value.content && decodeSync(fromCbor(row.value.content));
			if (!sync) return ok(null);
			const aside = await numbered('aside', sync.nextAside, decodeAside);
			if (!aside.ok) return aside;
			const alarms = await numbered('alarm', sync.nextAlarm, decodeAlarm);
			return alarms.ok ? ok({ sync, aside: aside.value, alarms: alarms.value }) : alarms;
		},

		own: readHead,

		entries: (places) =>
			contents(
				'entry',
				places.map(({ device: of, seq }) => entryName(of, seq))
			),

		caseKeys: (refs) => contents('caseKey', refs.map(bytesOf)),

		lists: (epochs) =>
			contents(
				'envelopes',
				epochs.map((epoch) => [space.id, epoch])
			),

		async declared(refs) {
			const rows = await contents(
				'declared',
				refs.map((ref) => [space.id, bytesOf(ref)])
			);
			return rows.ok ? ok(rows.value.map((content) => content && decodeDeclared(fromCbor(content)))) : rows;
		},

		async shreds(refs) {
			const rows = await contents(
				'shred',
				refs.map((ref) => [space.id, bytesOf(ref)])
			);
			return rows.ok ? ok(rows.value.map((content) => content && decodeShred(fromCbor(content)))) : rows;
		},

		commit: (batch) => exclusive(() => commit(batch)),

		async withSecrets(use) {
			const [row, kept] = await Promise.all([
				readRow(place, chainKind, chainName),
				readRow(place, 'pending', space.id)
			]);
			if (!row.ok) return row;
			if (!kept.ok) return kept;
			const secrets = readSecrets(row.value.content && fromCbor(row.value.content));
			const pending = readPending(kept.value.content && fromCbor(kept.value.content));
			row.value.content?.fill(0);
			kept.value.content?.fill(0);
			if (!secrets) return fail('lost');
			try {
				return ok(await use({ kem: secrets.kem, epochs: secrets.epochs, pending: pending.epochs }));
			} finally {
				secrets.wipe();
				pending.wipe();
			}
		}
	};
}
