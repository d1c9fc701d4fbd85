/**
 * Rows of files (`docs/protocol.md`, 7.3): their parts as they travel, and which files the server of a team has not got yet. Until it
 * has one, what its entry will say is kept there.
 */
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { openRow, rowId, sealRow, type SealedRow } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { CaseId, type FieldValue } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { bytesOf as idOf } from '$lib/sync/bytes';
import type { FileRef } from '$lib/sync/engine/files';
import type { PartStore } from '$lib/sync/engine/ports';
import { bytesOf, caseIdOf, readRow, type Place } from './reader.ts';

const VERSION = 1;
const TRIES = 20;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const count = z.int().check(z.minimum(0));
const Stored = z.tuple([
	z.literal(VERSION),
	z.array(
		z.tuple([
			z.tuple([bytes(16), bytes(32), z.nullable(bytes(32)), count, count]),
			bytes(16),
			z.array(z.tuple([z.string(), z.custom<FieldValue>((value) => value !== undefined)])),
			z.boolean(),
			count
		])
	)
]);

export interface WaitingFile {
	/** `hash` is `null` while it is being made. */
	readonly file: Omit<FileRef, 'hash'> & { readonly hash: Bytes | null };
	readonly caseId: CaseId;
	readonly fields: readonly (readonly [name: string, value: FieldValue])[];
	/** Its entry is in the journal. */
	readonly entered: boolean;
	/** Milliseconds since 1970. */
	readonly since: number;
}

export function partStore({ store, container, keys }: Place, space: Bytes): PartStore {
	const nameOf = (blob: string, part: number) => [space, idOf(blob), part];
	return {
		async get(blob, part) {
			const id = await rowId(keys, 'part', nameOf(blob, part));
			const found = await store.get(container, [id]);
			if (!found.ok) return found;
			const box = (found.value[0] ?? null) as Bytes | null;
			return ok(box && (await openRow(keys, 'part', { id, box })));
		},
		async put(blob, part, content) {
			return store.put(container, [await sealRow(keys, 'part', nameOf(blob, part), content)]);
		},
		async drop(blob, parts) {
			const all = Array.from({ length: parts }, (_, part) => rowId(keys, 'part', nameOf(blob, part)));
			return store.remove(container, await Promise.all(all));
		}
	};
}

/** All parts of a file that are here, whatever they hold; how many bytes they took. */
export async function dropParts(
	{ store, container, keys }: Place,
	space: Bytes,
	blob: string
): Promise<Result<number, StorageFailure>> {
	const ids: Bytes[] = [];
	let bytes = 0;
	for (;;) {
		const id = await rowId(keys, 'part', [space, idOf(blob), ids.length]);
		const found = await store.get(container, [id]);
		if (!found.ok) return found;
		const box = found.value[0];
		if (!box) break;
		bytes += box.length;
		ids.push(id);
	}
	if (ids.length === 0) return ok(0);
	const removed = await store.remove(container, ids);
	return removed.ok ? ok(bytes) : removed;
}

export async function waitingFiles(
	place: Place,
	space: Bytes
): Promise<Result<readonly WaitingFile[], StorageFailure>> {
	const row = await readRow(place, 'files', space);
	return row.ok ? ok(decode(row.value.content)) : row;
}

/** Changes the list, whoever else changes it meanwhile. */
export async function changeWaiting(
	place: Place,
	space: Bytes,
	change: (files: readonly WaitingFile[]) => readonly WaitingFile[]
): Promise<Result<void, StorageFailure>> {
	for (let tries = 0; tries < TRIES; tries++) {
		const row = await readRow(place, 'files', space);
		if (!row.ok) return row;
		const { id, box, content } = row.value;
		const changed = toCbor([VERSION, change(decode(content)).map(encode)]);
		const put = await sealRow(place.keys, 'files', space, changed);
		const done = await place.store.replace(place.container, { guards: [{ id, box }], put: [put], drop: [] });
		if (!done.ok) return done;
		if (done.value === 'done') return ok(undefined);
	}
	return fail('lost');
}

/** The list without the files of a case that is erased, to be written where it is still as it was read. */
export async function filesWithout(
	place: Place,
	space: Bytes,
	of: CaseId
): Promise<
	Result<
		{
			readonly blobs: readonly Bytes[];
			readonly guard: { readonly id: Bytes; readonly box: Bytes | null };
			/** `null`: it has none. */
			readonly put: SealedRow | null;
		},
		StorageFailure
	>
> {
	const row = await readRow(place, 'files', space);
	if (!row.ok) return row;
	const { id, box, content } = row.value;
	const files = decode(content);
	const blobs = files.filter(({ caseId }) => caseId === of).map(({ file }) => file.blob);
	const kept = files.filter(({ caseId }) => caseId !== of);
	const put = blobs.length > 0 ? await sealRow(place.keys, 'files', space, toCbor([VERSION, kept.map(encode)])) : null;
	return ok({ blobs, guard: { id, box }, put });
}

function encode({ file, caseId, fields, entered, since }: WaitingFile): unknown {
	const { blob, key, hash, length, stored } = file;
	return [[blob, key, hash, length, stored], bytesOf(caseId), fields, entered, since];
}

function decode(content: Bytes | null): readonly WaitingFile[] {
	const parsed = Stored.safeParse(content && fromCbor(content));
	if (!parsed.success) return [];
	return parsed.data[1].map(([[blob, key, hash, length, stored], id, fields, entered, since]) => ({
		file: { blob, key, hash, length, stored },
		caseId: caseIdOf(id),
		fields,
		entered,
		since
	}));
}
