/** Files in parts: the bytes first, where they are safe, then the row that says so; a part without its row is no part. */
import type { Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import { MAX_BLOB, MAX_BLOB_PART, sameBytes } from '../../sync/protocol/index.ts';
import type { Context } from '../context.ts';
import { dayOf } from '../day.ts';
import type { Reading, Tables } from '../database/tables.ts';
import { quotasOf } from '../quotas.ts';
import { refuse, type Answer } from '../refusal.ts';
import { sha256, sha256Of } from '../verify.ts';
import { locked } from './lock.ts';
import { bytesHeld, partsOf, writeParts, type Part } from './parts.ts';

type Row = Tables['blob'];
export const MAX_PARTS = MAX_BLOB / MAX_BLOB_PART;

export async function blobRow(reading: Reading, space: Bytes, blob: Bytes): Promise<Row | null> {
	const row = await reading
		.selectFrom('blob')
		.selectAll()
		.where('space', '=', space)
		.where('blob', '=', blob)
		.executeTakeFirst();
	return row ?? null;
}

export async function putPart(
	{ database, blobs, around }: Context,
	space: Bytes,
	blob: Bytes,
	{ part, bytes }: { readonly part: number; readonly bytes: Uint8Array }
): Promise<Answer<readonly number[]>> {
	const hash = sha256(bytes);
	const early = await blobRow(database.db, space, blob);
	const there = early && partsOf(early).find((known) => known.part === part);
	if (early && (there || early.done)) {
		return there && sameBytes(there.hash, hash) ? ok(partsOf(early).map((known) => known.part)) : refuse('differs');
	}
	await blobs.put({ space, blob, part, hash }, bytes);
	return database.db.transaction().execute(async (tx): Promise<Answer<readonly number[]>> => {
		const row = await locked(tx, space);
		if (!row) return refuse('unknown');
		const now = await blobRow(tx, space, blob);
		const parts = now ? partsOf(now) : [];
		const known = parts.find((other) => other.part === part);
		if (known ? !sameBytes(known.hash, hash) : now?.done) return refuse('differs');
		if (known) return ok(parts.map((other) => other.part));
		if (row.blob_bytes + bytes.length > quotasOf(row).blobBytes) return refuse('space-full');
		const all: readonly Part[] = [...parts, { part, length: bytes.length, hash }];
		const values = { parts: writeParts(all), day: dayOf(around.now()) };
		await tx
			.insertInto('blob')
			.values({ space, blob, stored: 0, hash: null, done: 0, ...values })
			.onConflict((conflict) => conflict.columns(['space', 'blob']).doUpdateSet(values))
			.execute();
		await tx
			.updateTable('space')
			.set({ blob_bytes: row.blob_bytes + bytes.length })
			.where('space', '=', space)
			.execute();
		return ok(all.map((other) => other.part).sort((a, b) => a - b));
	});
}

/** Whole, without a gap, of full parts but the last, and of this hash. */
export async function finishBlob(
	{ database, blobs, around }: Context,
	space: Bytes,
	blob: Bytes,
	{ stored, hash }: { readonly stored: number; readonly hash: Bytes }
): Promise<Answer<null>> {
	const row = await blobRow(database.db, space, blob);
	if (!row) return refuse('unknown');
	if (row.done) return row.hash && sameBytes(row.hash, hash) && row.stored === stored ? ok(null) : refuse('differs');
	const parts = partsOf(row);
	const full = parts.every(({ part, length }, i) => part === i && (length === MAX_BLOB_PART || i === parts.length - 1));
	if (!full || bytesHeld(row) !== stored) return refuse('differs');
	const whole = sha256Of();
	for (const { part, hash: ofPart } of parts) {
		const bytes = await blobs.get({ space, blob, part, hash: ofPart });
		if (!bytes) return refuse('differs');
		whole.add(bytes);
	}
	if (!sameBytes(whole.done(), hash)) return refuse('differs');
	await database.db
		.updateTable('blob')
		.set({ stored, hash, done: 1, day: dayOf(around.now()) })
		.where('space', '=', space)
		.where('blob', '=', blob)
		.where('parts', '=', row.parts)
		.execute();
	return ok(null);
}

export async function getPart(
	{ database, blobs }: Context,
	space: Bytes,
	blob: Bytes,
	part: number
): Promise<Bytes | null> {
	const row = await blobRow(database.db, space, blob);
	const known = row?.done ? partsOf(row).find((other) => other.part === part) : undefined;
	return known ? blobs.get({ space, blob, part, hash: known.hash }) : null;
}
