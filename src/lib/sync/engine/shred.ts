/**
 * Cases that were erased (`docs/protocol.md`, 9.7). What the chain erases goes here too: the key of the case first, then the entries
 * but for header, hash and signature. What this device wrote later, and nobody knew of, is kept for its worker for a while; its
 * own operation erases that as well.
 */
import { openCaseKey } from '../../crypto/case-key.ts';
import { openOuter, parseEntry } from '../../crypto/envelope.ts';
import { openShredNote, sealShredNote, type ShredNote } from '../../crypto/shred-note.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { isShredded, keyOf, mayWrite, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { compareBytes, MAX_SHRED_BLOBS, readBody, readFrame, type Body } from '../protocol/index.ts';
import { stateOf } from '../states/outbox.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import { append, type Act, type Void } from './acts.ts';
import type { Trouble } from './chain.ts';
import { listed } from './ranges.ts';
import type { ShredRow, StoreFailure, Surroundings } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';
import { judgeAll } from './state.ts';
import type { Talk } from './talk.ts';

const BATCH = 128;
/** What a worker wrote of a case that was erased meanwhile is kept for so long. */
const KEPT_MS = 30 * 24 * 3_600_000;

type Done<T> = Promise<Result<T, StoreFailure>>;
interface Placed {
	readonly device: Key;
	readonly seq: number;
	readonly item: PlacedItem;
	/** Names the case's key; `null` for an entry of the space, `undefined` where it does not open here. */
	readonly ref: Key | null | undefined;
}

/** Every entry here that is whole, with the case key that its outer layer names. */
async function* placed(
	space: SpaceSync,
	draft: Draft | null,
	only: Key | null = null
): AsyncGenerator<Result<Placed, StoreFailure>> {
	const own = draft ? ok(draft.own) : await space.store.own();
	if (!own.ok) {
		yield own;
		return;
	}
	const ends = new Map([...(draft?.lanes ?? space.sync.lanes)].map(([device, { seq }]) => [device, seq]));
	ends.set(space.me, own.value.seq);
	for (const [device, end] of ends) {
		if (only && device !== only) continue;
		for (let at = 1; at <= end; at += BATCH) {
			const seqs = Array.from({ length: Math.min(BATCH, end - at + 1) }, (_, i) => at + i);
			const items = await space.items(
				seqs.map((seq) => ({ device, seq })),
				draft
			);
			if (!items.ok) {
				yield items;
				return;
			}
			for (const [i, item] of items.value.entries()) {
				if (item?.[0] !== 0 && item?.[0] !== 4) continue;
				yield ok({ device, seq: seqs[i] ?? 0, item, ref: await refOf(space, item) });
			}
		}
	}
}

async function refOf(space: SpaceSync, item: PlacedItem): Promise<Key | null | undefined> {
	if (item[0] === 4) return item[4] && keyOf(item[4]);
	const entry = await parseEntry(item[1]);
	const key = entry && epochKeyOf(space.space, entry.header.epoch);
	const inner = key && (await openOuter(entry, key));
	return inner ? inner.ref && keyOf(inner.ref) : undefined;
}

/** The keys that a case is under here. */
async function refsOf(space: SpaceSync, caseId: Key): Done<ReadonlySet<Key>> {
	const refs = new Set<Key>();
	const other = new Set<Key>();
	for await (const entry of placed(space, null)) {
		if (!entry.ok) return entry;
		const { ref } = entry.value;
		if (!ref || refs.has(ref) || other.has(ref)) continue;
		const stored = await space.store.caseKeys([ref]);
		if (!stored.ok) return stored;
		const [wrapped] = stored.value;
		const opened = wrapped && (await openCaseKey((number) => epochKeyOf(space.space, number), space.space.id, wrapped));
		(opened && keyOf(opened.caseId) === caseId ? refs : other).add(ref);
	}
	return ok(refs);
}

/** Erases a case for everybody. Pull and push before. */
export async function shred(
	space: SpaceSync,
	talk: Talk,
	caseId: Key,
	why: Pick<ShredNote, 'reason' | 'basis'>,
	around: Pick<Surroundings, 'now'>
): Promise<Result<void, Trouble | Void>> {
	const refs = await refsOf(space, caseId);
	if (!refs.ok) return refs;
	const act = shredding(space, refs.value, { case: bytesOf(caseId), by: space.space.member, ...why });
	const done = await append(space, talk, act, around);
	return done.ok ? erase(space, around.now(), refs.value) : done;
}

function shredding(space: SpaceSync, refs: ReadonlySet<Key>, note: ShredNote): Act {
	return async (team) => {
		const key = space.space.keys.get(team.epochs.length);
		if (!key || refs.size === 0) return null;
		const numbers = new Map<Key, Map<Key, number[]>>([...refs].map((ref) => [ref, new Map<Key, number[]>()]));
		for await (const entry of placed(space, null)) {
			if (!entry.ok) return null;
			const { device, seq, ref } = entry.value;
			const of = ref && numbers.get(ref);
			if (of) of.set(device, [...(of.get(device) ?? []), seq]);
		}
		let blobs = await blobsOf(space, keyOf(note.case));
		if (!blobs) return null;
		const parts: { type: 'shred'; body: Body<'shred'> }[] = [];
		for (const [ref, of] of numbers) {
			const id = bytesOf(ref);
			for (const entries of listed(of)) {
				const sealed = await sealShredNote(key, space.space.id, id, note);
				parts.push({ type: 'shred', body: { ref: id, entries, blobs: blobs.slice(0, MAX_SHRED_BLOBS), note: sealed } });
				blobs = blobs.slice(MAX_SHRED_BLOBS);
			}
		}
		return parts;
	};
}

/** What was said to be a file of this case. */
async function blobsOf(space: SpaceSync, caseId: Key): Promise<Bytes[] | null> {
	const judged = await judgeAll(space);
	if (!judged.ok) return null;
	const blobs = judged.value.flatMap(({ counted }) => {
		const file = counted.is === 'counts' && counted.content.kind === 'file' ? counted.content : null;
		return file?.caseId && keyOf(file.caseId) === caseId ? [file.said.file[0]] : [];
	});
	return [...new Map(blobs.map((blob) => [keyOf(blob), blob])).values()].sort(compareBytes);
}

/** Erases here what the chain has erased. `letGo`: what this device wrote later of these is not kept. */
export async function erase(space: SpaceSync, now: number, letGo: ReadonlySet<Key> = new Set()): Done<void> {
	const all = [...space.team.shredded.keys()];
	if (all.length === 0) return ok(undefined);
	const rows = await space.store.shreds(all);
	if (!rows.ok) return rows;
	const open = new Map<Key, ShredRow>();
	all.forEach((ref, i) => {
		const row = rows.value[i] ?? null;
		if (row?.state !== 'done') open.set(ref, row ?? { since: now, state: 'kept' });
	});
	if (open.size === 0) return ok(undefined);
	return space.change(async (draft) => {
		const { team } = space;
		const late = new Map<Key, number>();
		const pending = new Set<Key>();
		const ops = new Map<Key, Bytes>();
		for (const [ref, { n }] of team.shredded) ops.set(ref, space.space.ops[n]?.op ?? space.space.id);
		for await (const entry of placed(space, draft)) {
			if (!entry.ok) return entry;
			const { device, seq, item, ref } = entry.value;
			const named = [...open.keys()].find((one) => isShredded(team, one, device, seq));
			if (named && ref !== undefined && ref !== named) {
				space.alarm(draft, 'bad-shred', [ops.get(named) ?? item[1], item[1]], now);
				continue;
			}
			if (named && ref === undefined) pending.add(named);
			if (!ref || !open.has(ref)) continue;
			const own = device === space.me;
			if (own && !named) late.set(ref, (late.get(ref) ?? 0) + 1);
			if (own && (!named || stateOf(draft.sync.outbox, seq) !== 'gone')) pending.add(ref);
			else await reduce(space, draft, entry.value);
		}
		for (const [ref, { since, state }] of open) {
			const keeps = state === 'kept' && (late.get(ref) ?? 0) > 0 && !letGo.has(ref) && now - since < KEPT_MS;
			const next = keeps ? 'kept' : pending.has(ref) ? 'gone' : 'done';
			draft.shreds.set(ref, { since, state: next });
			if (!keeps) await forget(space, draft, ref);
		}
		return ok(undefined);
	});
}

/** The key, and whatever else can be read without an entry. */
async function forget(space: SpaceSync, draft: Draft, ref: Key): Promise<void> {
	const note = await noteOf(space, ref);
	draft.caseKeys.set(ref, null);
	draft.sync = { ...draft.sync, keysOut: draft.sync.keysOut.filter((one) => one !== ref) };
	draft.erased.push({ caseId: note.note?.case ?? null, blobs: note.blobs });
}

async function reduce(space: SpaceSync, draft: Draft, { device, seq, item }: Placed): Promise<void> {
	const reduced = await reducedOf(item);
	if (reduced) space.place(draft, device, seq, reduced);
}

/** This device's own operation for what it wrote later, once all of it is with the server. */
export async function shredLate(
	space: SpaceSync,
	talk: Talk,
	around: Pick<Surroundings, 'now'>
): Promise<Result<void, Trouble>> {
	if (space.stopped || !mayWrite(space.team, space.me)) return ok(undefined);
	const all = [...space.team.shredded.keys()];
	const rows = await space.store.shreds(all);
	if (!rows.ok) return rows;
	const gone = new Set(all.filter((_, i) => rows.value[i]?.state === 'gone'));
	if (gone.size === 0) return ok(undefined);
	const numbers = new Map<Key, number[]>();
	for await (const entry of placed(space, null, space.me)) {
		if (!entry.ok) return entry;
		const { seq, ref } = entry.value;
		if (!ref || !gone.has(ref) || isShredded(space.team, ref, space.me, seq)) continue;
		if (stateOf(space.sync.outbox, seq) === 'gone') numbers.set(ref, [...(numbers.get(ref) ?? []), seq]);
	}
	for (const [ref, seqs] of numbers) {
		const { note } = await noteOf(space, ref);
		const act: Act = async (team) => {
			const key = space.space.keys.get(team.epochs.length);
			const [entries] = listed(new Map([[space.me, seqs]]));
			if (!key || !entries || !note) return null;
			const sealed = await sealShredNote(key, space.space.id, bytesOf(ref), { ...note, by: space.space.member });
			return [{ type: 'shred', body: { ref: bytesOf(ref), entries, blobs: [], note: sealed } }];
		};
		const done = await append(space, talk, act, around);
		// Where it may not be so now, there is another round.
		if (!done.ok && (typeof done.error === 'string' || !('void' in done.error))) return done as Result<never, Trouble>;
	}
	return erase(space, around.now());
}

export interface Tombstone {
	readonly ref: Key;
	/** `null`: the reason is under a key that this device has not. */
	readonly note: ShredNote | null;
	/** By the clock of whoever signed it. */
	readonly at: number;
	/** Device that signed it. */
	readonly by: Key;
	/** What this device wrote later is kept until then; `null`: there is nothing. */
	readonly keptUntil: number | null;
}

/** What is left to say of the cases that were erased. */
export async function tombstones(space: SpaceSync): Done<readonly Tombstone[]> {
	const refs = [...space.team.shredded.keys()];
	const rows = await space.store.shreds(refs);
	if (!rows.ok) return rows;
	const all: Tombstone[] = [];
	for (const [i, ref] of refs.entries()) {
		const { note, at, by } = await noteOf(space, ref);
		const row = rows.value[i];
		all.push({ ref, note, at, by, keptUntil: row?.state === 'kept' ? row.since + KEPT_MS : null });
	}
	return ok(all);
}

async function noteOf(space: SpaceSync, ref: Key) {
	const n = space.team.shredded.get(ref)?.n ?? -1;
	const frame = readFrame(space.space.ops[n]?.op ?? new Uint8Array(0));
	const known = typeof frame === 'string' ? null : frame;
	const body = known && readBody('shred', known.body);
	const key = space.space.keys.get(space.space.heads[n]?.epoch ?? 0);
	return {
		note: key && body ? await openShredNote(key, space.space.id, bytesOf(ref), body.note) : null,
		blobs: body?.blobs ?? [],
		at: known?.hlc[0] ?? 0,
		by: known ? keyOf(known.by) : ''
	};
}
