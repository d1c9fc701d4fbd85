/**
 * Everything that counts in a space, a function of what has its place, of the chain and of the keys: the same on every phone
 * that has the same, however it came (`docs/protocol.md`, 5.5).
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import { count, doubtOf, type Doubt } from '../believe.ts';
import { identify, type PlacedEntry } from '../prove.ts';
import { storedOf, type PackedItem } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { HeardEntry, Judged } from './judged.ts';
import type { SpaceSync } from './space.ts';
import { openEntry } from './case-keys.ts';

const BATCH = 128;

/**
 * Each entry of a device from `from` to `to` that is there, in order, judged anew. `known`: the newest place that one before
 * `from` names, where that is known; else they are all read. Progress in entries.
 */
export async function judgeLane(
	space: SpaceSync,
	device: Key,
	from: number,
	to: number,
	draft: Draft | null = null,
	known: number | null = null,
	onProgress: (done: number) => void = () => undefined
): Promise<Result<readonly Judged[], StoreFailure>> {
	const judged: Judged[] = [];
	let before = known ?? 0;
	for (let at = known === null ? 1 : from; at <= to;) {
		const length = Math.min(BATCH, to - at + 1);
		const earlier = { hash: judged.at(-1)?.hash ?? null, n: before };
		const heard = draft ? null : space.heard?.run(device, [at, at + length - 1], earlier);
		if (heard) {
			judged.push(...heard.filter(({ seq }) => seq >= from));
			before = heard.at(-1)?.n ?? before;
			onProgress(length);
			at += length;
			continue;
		}
		const placed = await readPlaced(
			space,
			draft,
			Array.from({ length }, (_, i) => ({ device, seq: at + i }))
		);
		if (!placed.ok) return placed;
		const judging: ReturnType<typeof judge>[] = [];
		for (const entry of placed.value.entries) {
			if (entry.seq >= from && entry.raw) judging.push(judge(space, draft, { ...entry, raw: entry.raw }, before));
			before = Math.max(before, entry.proven.head.n);
		}
		for (const one of await Promise.all(judging)) {
			if (!one.ok) return one;
			judged.push(one.value);
		}
		// Of a hole, however wide, only its beginning has a row.
		const next = Math.min(to + 1, Math.max(at + length, placed.value.past));
		onProgress(next - at);
		at = next;
	}
	return ok(judged);
}

/** Entries here and there, judged again; each is known not to name an older place than one before it. */
export async function judgePlaces(
	space: SpaceSync,
	places: readonly { readonly device: Key; readonly seq: number }[]
): Promise<Result<readonly Judged[], StoreFailure>> {
	const judged: Judged[] = [];
	for (let at = 0; at < places.length; at += BATCH) {
		const placed = await readPlaced(space, null, places.slice(at, at + BATCH));
		if (!placed.ok) return placed;
		const judging = placed.value.entries.flatMap(({ raw, ...entry }) =>
			raw ? [judge(space, null, { ...entry, raw }, 0)] : []
		);
		for (const one of await Promise.all(judging)) {
			if (!one.ok) return one;
			judged.push(one.value);
		}
	}
	return ok(judged);
}

/** What has just come into places that there were, each with the newest place that one of its device before it names. */
export async function judgeFilled(
	space: SpaceSync,
	draft: Draft,
	filled: readonly Filled[]
): Promise<Result<readonly HeardEntry[], StoreFailure>> {
	const all: HeardEntry[] = [];
	for (let at = 0; at < filled.length; at += BATCH) {
		const judging = filled.slice(at, at + BATCH).map(async ({ item, before }) => {
			const proven = await identify(item);
			if (proven?.kind !== 'entry') return ok(null);
			const { device, seq, epoch, head } = proven;
			const judged = await judge(space, draft, { device, seq, proven, raw: item }, before);
			return judged.ok ? ok({ ...judged.value, epoch, head }) : judged;
		});
		for (const one of await Promise.all(judging)) {
			if (!one.ok) return one;
			if (one.value) all.push(one.value);
		}
	}
	return ok(all);
}

export interface Filled {
	readonly item: PackedItem;
	readonly before: number;
}

interface Placed {
	readonly device: Key;
	readonly seq: number;
	readonly proven: PlacedEntry;
	/** `null` for one that was reduced to its header. */
	readonly raw: Bytes | PackedItem | null;
}

/** The entries in these places, in that order; what is no entry, or not there, is left out. `past`: after the holes among them. */
async function readPlaced(
	space: SpaceSync,
	draft: Draft | null,
	places: readonly { readonly device: Key; readonly seq: number }[]
): Promise<Result<{ readonly entries: readonly Placed[]; readonly past: number }, StoreFailure>> {
	const items = await space.items(places, draft);
	if (!items.ok) return items;
	let past = 0;
	const placed = await Promise.all(
		places.map(async ({ device, seq }, i): Promise<Placed | null> => {
			const item = items.value[i];
			const proven = item && (await identify(item));
			if (proven?.kind === 'hole') past = Math.max(past, proven.to + 1);
			if (proven?.kind !== 'entry') return null;
			return { device, seq, proven, raw: item?.[0] === 0 ? item[1] : item?.[0] === 4 ? item : null };
		})
	);
	return ok({ entries: placed.filter((entry) => entry !== null), past });
}

/** `before`: the newest place that the device's entries before this one name. */
async function judge(
	space: SpaceSync,
	draft: Draft | null,
	{ device, seq, proven, raw: said }: Placed & { readonly raw: Bytes | PackedItem },
	before: number
): Promise<Result<Judged, StoreFailure>> {
	const { chain } = draft?.chain?.space ?? space.space;
	const newest = chain.at(-1) ?? space.team;
	const team = chain[proven.head.n];
	const forked = space.forkedFrom(device) ?? Infinity;
	const doubt: Doubt | null = !team ? 'epoch' : seq >= forked ? 'forked' : doubtOf(chain, team, before, proven);
	const { hash, prev } = proven;
	const raw = said instanceof Uint8Array ? said : storedOf(said);
	const place = { device, seq, hash, prev, raw, n: Math.max(before, proven.head.n) };
	if (doubt || !team) return ok({ ...place, ref: null, counted: { is: 'aside', doubt: doubt ?? 'epoch' } });
	const at = { space: draft?.chain?.space ?? space.space, team: newest };
	const opening = await openEntry(space, draft, said, at);
	if (!opening.ok) return opening;
	const { opened, ref } = opening.value;
	return ok({ ...place, ref, counted: count(team, device, opened) });
}

/** Every entry of every device. */
export async function judgeAll(
	space: SpaceSync,
	draft: Draft | null = null
): Promise<Result<readonly Judged[], StoreFailure>> {
	const own = draft ? ok(draft.own) : await space.store.own();
	if (!own.ok) return own;
	const lanes = draft?.lanes ?? space.sync.lanes;
	const ends = new Map<Key, number>([...lanes].map(([device, { seq }]) => [device, seq]));
	ends.set(space.me, own.value.seq);
	const all: Judged[] = [];
	for (const [device, end] of [...ends].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const lane = await judgeLane(space, device, 1, end, draft);
		if (!lane.ok) return lane;
		for (const one of lane.value) all.push(one);
	}
	return ok(all);
}
