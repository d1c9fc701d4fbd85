/** The operations of a case with many entries, in one sealed row. A cache: where it does not open, the entries are read. */
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { rowId, sealRow } from '$lib/crypto/row';
import { openSnapshot, sealSnapshot } from '$lib/crypto/snapshot';
import type { Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { z } from '$lib/domain/zod';
import { ok, type Result } from '$lib/domain/result';
import { readStored, storedOf, type Operation, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import type { KnownCase } from './case-index.ts';
import { bytesOf, readRow, type EntryReader, type Place } from './reader.ts';

const VERSION = 1;
/** Entries of a case that are read one by one, rather than kept in a snapshot. */
const SNAPSHOT_AFTER = 16;

const Stored = z.strictObject({ v: z.literal(VERSION), seq: z.int().check(z.minimum(1)), ops: z.array(z.unknown()) });

interface Snapshot {
	/** Covers the case's entries up to this number. */
	readonly seq: number;
	readonly ops: readonly Operation[];
}

/** Row of what this device has said of a case, or of what the others have. */
export const snapshotName = (id: CaseId, others = false): unknown => (others ? [bytesOf(id), 'others'] : bytesOf(id));

/** Both of each case. */
export async function dropSnapshots(
	{ store, container, keys }: Place,
	ids: readonly CaseId[]
): Promise<Result<void, StorageFailure>> {
	if (ids.length === 0) return ok(undefined);
	const names = ids.flatMap((id) => [snapshotName(id), snapshotName(id, true)]);
	return store.remove(container, await Promise.all(names.map((name) => rowId(keys, 'snapshot', name))));
}

/** What is known of the stored snapshots, and which are worth writing. */
export class Snapshots {
	readonly #place: Place;
	readonly #space: Bytes;
	readonly #reader: EntryReader;
	readonly #covered = new Map<CaseId, number>();

	constructor(place: Place, space: Bytes, reader: EntryReader) {
		this.#place = place;
		this.#space = space;
		this.#reader = reader;
	}

	/** `null` where there is none, none that opens, or none that is worth its reading. */
	async read({ id, ref, seqs }: KnownCase): Promise<Result<Snapshot | null, StorageFailure>> {
		this.#covered.set(id, 0);
		if (!ref || seqs.length <= SNAPSHOT_AFTER) return ok(null);
		const key = await this.#reader.keyOf(ref);
		if (!key.ok) return key;
		const row = await readRow(this.#place, 'snapshot', snapshotName(id));
		if (!row.ok) return row;
		const content = key.value && row.value.content && (await openSnapshot(key.value, this.#space, row.value.content));
		const stored = Stored.safeParse(content && fromCbor(content));
		if (!stored.success) return ok(null);
		const { seq } = stored.data;
		const ops = stored.data.ops.map(readStored);
		if (!ops.every((operation) => operation !== null)) return ok(null);
		this.#covered.set(id, seq);
		return ok({ seq, ops });
	}

	isDue({ id, ref, seqs }: KnownCase): boolean {
		const covered = this.#covered.get(id) ?? 0;
		return ref !== null && seqs.filter((seq) => seq > covered).length > SNAPSHOT_AFTER;
	}

	async write({ id, ref, seqs }: KnownCase, operations: Operations): Promise<Result<void, StorageFailure>> {
		const key = ref ? await this.#reader.keyOf(ref) : ok(null);
		const seq = seqs.at(-1);
		if (!key.ok) return key;
		if (!key.value || !seq) return ok(undefined);
		const content = toCbor({ v: VERSION, seq, ops: [...operations.values()].map(storedOf) });
		const sealed = await sealSnapshot(key.value, this.#space, content);
		const { store, container, keys } = this.#place;
		const stored = await store.put(container, [await sealRow(keys, 'snapshot', snapshotName(id), sealed)]);
		if (stored.ok) this.#covered.set(id, seq);
		return stored;
	}
}
