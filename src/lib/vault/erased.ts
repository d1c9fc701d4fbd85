/** Rows in which something of an erased case can be read without its entries (`docs/protocol.md`, 9.7). */
import { openRow, rowId, sealRow, sealRowValue, type RowKeys } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import type { StorageFailure } from '$lib/storage';
import type { Batch } from '$lib/sync/engine/ports';
import { MAX_BLOB, MAX_BLOB_PART } from '$lib/sync/protocol';
import { bytesOf as refOf } from '$lib/sync/bytes';
import { itemOf, reducedOf, storedOf } from '$lib/sync/stored';
import { keyOf } from '$lib/team';
import { erasedWith, readErased } from './backup/rows.ts';
import type { KnownCase } from './case-index.ts';
import { filesWithout } from './file-rows.ts';
import { encodeHead } from './head.ts';
import type { Ledger } from './ledger.ts';
import type { SpaceNames } from './names.ts';
import { bytesOf, caseIdOf, type Place } from './reader.ts';
import { snapshotName } from './snapshots.ts';

/** Both indexes are made again from what is left. */
export async function readableOf(
	keys: RowKeys,
	space: Bytes,
	names: SpaceNames,
	{ caseId, blobs }: Batch['erased'][number]
): Promise<readonly Bytes[]> {
	const id = caseId && caseIdOf(caseId);
	const parts = Array.from({ length: MAX_BLOB / MAX_BLOB_PART }, (_, part) => part);
	return Promise.all([
		rowId(keys, 'index', names.index),
		rowId(keys, 'index', names.others),
		...(id ? [snapshotName(id), snapshotName(id, true)].map((name) => rowId(keys, 'snapshot', name)) : []),
		// Those of its form and of its letters (`casework/letters.ts`).
		...(id ? [id, `letter-${id}`].map((scope) => rowId(keys, 'draft', scope)) : []),
		...blobs.flatMap((blob) => parts.map((part) => rowId(keys, 'part', [space, blob, part])))
	]);
}

/**
 * Erases a case of a space of one, which no server has and of which no chain speaks: its key, its files, whatever can be read without
 * its entries, and of these all but header, hash and signature. The head row is written anew, so that every tab finds that it has moved.
 */
export async function eraseHere(
	place: Place,
	space: Bytes,
	names: SpaceNames,
	ledger: Ledger,
	{ id, ref, seqs }: KnownCase
): Promise<Result<void, StorageFailure>> {
	const { store, container, keys } = place;
	const ids = await Promise.all(seqs.map((seq) => rowId(keys, 'entry', ledger.reader.nameOf(seq))));
	const found = await store.get(container, ids);
	if (!found.ok) return found;
	const put = [await sealRowValue(keys, 'settings', names.head, encodeHead(ledger.head))];
	for (const [i, seq] of seqs.entries()) {
		const [id, box] = [ids[i], found.value[i] as Bytes | null | undefined];
		const raw = id && box ? await openRow(keys, 'entry', { id, box }) : null;
		const item = raw && itemOf(raw);
		const reduced = item && (await reducedOf(item));
		if (reduced) put.push(await sealRow(keys, 'entry', ledger.reader.nameOf(seq), storedOf(reduced)));
	}
	const files = await filesWithout(place, space, id);
	if (!files.ok) return files;
	const readable = await readableOf(keys, space, names, { caseId: bytesOf(id), blobs: files.value.blobs });
	const drop = [...readable, ...(ref === null ? [] : [await rowId(keys, 'caseKey', refOf(ref))])];
	const guards = [{ id: await ledger.headId(), box: ledger.headBox }];
	if (files.value.put) put.push(files.value.put);
	guards.push(files.value.guard);
	// No chain says that it was erased: a backup made before would bring it back.
	const list = await readErased(place);
	if (!list.ok) return list;
	const told = await erasedWith(place, list.value, [[keyOf(space), id]]);
	if (told) {
		put.push(told);
		guards.push({ id: list.value.id, box: list.value.box });
	}
	const done = await store.replace(container, { guards, put, drop });
	return !done.ok ? done : done.value === 'done' ? ok(undefined) : fail('lost');
}
