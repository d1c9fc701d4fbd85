/**
 * Everything that counts in a space, a function of what has its place, of the chain and of the keys: the same on every phone
 * that has the same, however it came (`docs/protocol.md`, 5.5).
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import { count, doubtOf, type Counted, type Doubt } from '../believe.ts';
import { prove } from '../prove.ts';
import { storedOf } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft, SpaceSync } from './space.ts';
import { openEntry } from './case-keys.ts';

const BATCH = 128;

export interface Judged {
	readonly device: Key;
	readonly seq: number;
	readonly hash: Key;
	readonly ref: Key | null;
	readonly raw: Bytes;
	readonly counted: Counted;
	/** Place of the membership that it names. */
	readonly n: number;
}

/**
 * Each entry of a device from `from` to `to` that is there, in order, judged anew. `known`: the newest place that one before
 * `from` names, where that is known; else they are all read.
 */
export async function judgeLane(
	space: SpaceSync,
	device: Key,
	from: number,
	to: number,
	draft: Draft | null = null,
	known: number | null = null
): Promise<Result<readonly Judged[], StoreFailure>> {
	const judged: Judged[] = [];
	const forked = space.forkedFrom(device) ?? Infinity;
	const { chain } = draft?.chain?.space ?? space.space;
	const newest = chain.at(-1) ?? space.team;
	let before = known ?? 0;
	for (let at = known === null ? 1 : from; at <= to; at += BATCH) {
		const seqs = Array.from({ length: Math.min(BATCH, to - at + 1) }, (_, i) => at + i);
		const items = await space.items(
			seqs.map((seq) => ({ device, seq })),
			draft
		);
		if (!items.ok) return items;
		for (const [i, item] of items.value.entries()) {
			const proven = item && (await prove(item, newest));
			if (proven?.kind !== 'entry') continue;
			const [seq, team] = [seqs[i] ?? 0, chain[proven.head.n]];
			const doubt: Doubt | null = !team ? 'epoch' : seq >= forked ? 'forked' : doubtOf(chain, team, before, proven);
			before = Math.max(before, proven.head.n);
			if (seq < from || (item?.[0] !== 0 && item?.[0] !== 4)) continue;
			const raw = item[0] === 0 ? item[1] : storedOf(item);
			if (doubt || !team) {
				judged.push({
					device,
					seq,
					hash: proven.hash,
					ref: null,
					raw,
					counted: { is: 'aside', doubt: doubt ?? 'epoch' },
					n: before
				});
				continue;
			}
			const at = { space: draft?.chain?.space ?? space.space, team: newest };
			const opening = await openEntry(space, draft, item[0] === 0 ? raw : item, at);
			if (!opening.ok) return opening;
			const { opened, ref } = opening.value;
			judged.push({
				device,
				seq,
				hash: proven.hash,
				ref,
				raw,
				counted: count(team, device, opened),
				n: before
			});
		}
	}
	return ok(judged);
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
		all.push(...lane.value);
	}
	return ok(all);
}
