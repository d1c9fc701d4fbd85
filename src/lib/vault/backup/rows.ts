/** What a vault keeps about backups (`docs/formats.md`, "Row", kind 23): when the last one was made, and which cases no backup brings back. */
import { fromCbor } from '$lib/crypto/cbor';
import { sealRowValue, type SealedRow } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { bytesOf } from '$lib/sync/bytes';
import { keyOf, type Key } from '$lib/team';
import { readRow, type Place } from '../reader.ts';

const VERSION = 1;
const LAST = 'last';
const ERASED = 'erased';
const TRIES = 20;
const id = z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === 16);
const count = z.int().check(z.minimum(0));
const StoredLast = z.tuple([z.literal(VERSION), count, count, count]);
const StoredErased = z.tuple([z.literal(VERSION), z.array(z.tuple([id, id]))]);

export interface LastBackup {
	/** Milliseconds since 1970. */
	readonly at: number;
	readonly expires: number;
	/** Entries that this phone had written by then. */
	readonly entries: number;
}

type Erased = readonly (readonly [space: Key, caseId: Key])[];
interface ErasedRow {
	readonly id: Bytes;
	/** As it is stored. */
	readonly box: Bytes | null;
	readonly erased: Erased;
}

export async function readLast(place: Place): Promise<Result<LastBackup | null, StorageFailure>> {
	const row = await readRow(place, 'backup', LAST);
	if (!row.ok) return row;
	const parsed = StoredLast.safeParse(row.value.content && fromCbor(row.value.content));
	if (!parsed.success) return ok(null);
	const [, at, expires, entries] = parsed.data;
	return ok({ at, expires, entries });
}

export async function writeLast(
	place: Place,
	{ at, expires, entries }: LastBackup
): Promise<Result<void, StorageFailure>> {
	const row = await sealRowValue(place.keys, 'backup', LAST, [VERSION, at, expires, entries]);
	return place.store.put(place.container, [row]);
}

/** Cases that were erased on this phone alone, or of which a backup has told. */
export async function readErased(place: Place): Promise<Result<ErasedRow, StorageFailure>> {
	const row = await readRow(place, 'backup', ERASED);
	if (!row.ok) return row;
	const { id: rowId, box, content } = row.value;
	const parsed = StoredErased.safeParse(content && fromCbor(content));
	const erased = parsed.success ? parsed.data[1].map(([space, one]) => [keyOf(space), keyOf(one)] as const) : [];
	return ok({ id: rowId, box, erased });
}

/** The row with more of them; `null` where there is nothing to add. */
export async function erasedWith(place: Place, before: ErasedRow, more: Erased): Promise<SealedRow | null> {
	const all = new Map([...before.erased, ...more].map((pair) => [pair.join(), pair]));
	if (all.size === before.erased.length) return null;
	const stored = [...all.values()].map(([space, one]) => [bytesOf(space), bytesOf(one)]);
	return sealRowValue(place.keys, 'backup', ERASED, [VERSION, stored]);
}

/** Adds to them, whoever else does meanwhile. */
export async function addErased(place: Place, more: Erased): Promise<Result<void, StorageFailure>> {
	for (let tries = 0; tries < TRIES; tries++) {
		const before = await readErased(place);
		if (!before.ok) return before;
		const row = await erasedWith(place, before.value, more);
		if (!row) return ok(undefined);
		const guards = [{ id: before.value.id, box: before.value.box }];
		const done = await place.store.replace(place.container, { guards, put: [row], drop: [] });
		if (!done.ok) return done;
		if (done.value === 'done') return ok(undefined);
	}
	return fail('lost');
}
