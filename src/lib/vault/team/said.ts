/**
 * What the others have said of one case, read when it is opened: the entries that were judged to count, by their places, and a
 * snapshot where they are many. The rows are ours, sealed under a key of this phone, so signatures need no second look. A snapshot
 * holds what entries say and nothing of what counts: the places decide, so that nothing in it is shown that counts no more.
 */
import { openCaseKey, type CaseKey } from '$lib/crypto/case-key';
import { fromCbor, toCbor } from '$lib/crypto/cbor';
import { sealRow } from '$lib/crypto/row';
import { openSnapshot, sealSnapshot } from '$lib/crypto/snapshot';
import { epochKeyOf } from '$lib/crypto/space';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import { merge, readStored, seqOf, storedOf, type Operation, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { openEntry, type Openable } from '$lib/sync/engine/case-keys';
import { itemOf } from '$lib/sync/stored';
import type { Key } from '$lib/team';
import { readRow, type Place as Rows } from '../reader.ts';
import { snapshotName } from '../snapshots.ts';
import { countOf, placesIn, type KeptCase } from './kept.ts';

const VERSION = 1;
const BATCH = 128;
/** Entries of a case that are read one by one, rather than kept in a snapshot. */
const SNAPSHOT_AFTER = 16;

const Stored = z.strictObject({ v: z.literal(VERSION), ops: z.array(z.unknown()) });
type Read<T> = Promise<Result<T, StorageFailure>>;

export interface SaidOfCase {
	readonly operations: Operations;
	/** How many of its entries the snapshot has. */
	readonly covered: number;
}

export async function readSaid(rows: Rows, space: Openable, known: KeptCase): Read<SaidOfCase> {
	const places = placesIn(known.places);
	const kept = places.length > SNAPSHOT_AFTER ? await readSnapshot(rows, space, known) : ok([]);
	if (!kept.ok) return kept;
	const ops = [...kept.value];
	const covered = new Set(ops.map(({ device, id }) => `${device}.${seqOf(id)}`));
	const left = places.filter(({ device, seq }) => !covered.has(`${device}.${seq}`));
	for (let at = 0; at < left.length; at += BATCH) {
		const raw = await space.store.entries(left.slice(at, at + BATCH));
		if (!raw.ok) return raw;
		const opening = raw.value.flatMap((bytes) => {
			const item = bytes && itemOf(bytes);
			if (item?.[0] === 4) return [openEntry(space, null, item)];
			return item?.[0] === 0 ? [openEntry(space, null, item[1])] : [];
		});
		for (const opened of await Promise.all(opening)) {
			if (!opened.ok) return opened;
			const said = opened.value.opened;
			if (typeof said === 'object' && typeof said.content === 'object' && said.content) ops.push(...said.content.ops);
		}
	}
	return ok({ operations: merge(new Map(), ops), covered: places.length - left.length });
}

export function snapshotDue({ refs, places }: KeptCase, covered: number): boolean {
	return refs.length === 1 && countOf(places) - covered > SNAPSHOT_AFTER;
}

export async function writeSnapshot(rows: Rows, space: Openable, known: KeptCase, operations: Operations): Read<void> {
	const key = await keyOf(space, known);
	if (!key.ok || !key.value) return key.ok ? ok(undefined) : key;
	const content = toCbor({ v: VERSION, ops: [...operations.values()].map(storedOf) });
	const sealed = await sealSnapshot(key.value, space.space.id, content);
	return rows.store.put(rows.container, [await sealRow(rows.keys, 'snapshot', snapshotName(known.id, true), sealed)]);
}

async function readSnapshot(rows: Rows, space: Openable, known: KeptCase): Read<readonly Operation[]> {
	const key = await keyOf(space, known);
	if (!key.ok) return key;
	const row = await readRow(rows, 'snapshot', snapshotName(known.id, true));
	if (!row.ok) return row;
	const content = key.value && row.value.content && (await openSnapshot(key.value, space.space.id, row.value.content));
	const stored = Stored.safeParse(content && fromCbor(content));
	const ops = stored.success ? stored.data.ops.map(readStored) : [];
	const counts = new Map([...known.places].map(([device, seqs]) => [device, new Set(seqs)]));
	return ok(ops.filter((op): op is Operation => op !== null && (counts.get(op.device)?.has(seqOf(op.id)) ?? false)));
}

/** Of the one key that all of the case's entries are under; `null` where there are two, or it is not here. */
async function keyOf({ store, space }: Openable, { refs }: KeptCase): Read<CaseKey | null> {
	const [ref, ...more]: readonly Key[] = refs;
	if (!ref || more.length > 0) return ok(null);
	const wrapped = await store.caseKeys([ref]);
	if (!wrapped.ok) return wrapped;
	const bytes = wrapped.value[0];
	return ok(bytes ? await openCaseKey((number) => epochKeyOf(space, number), space.id, bytes) : null);
}
