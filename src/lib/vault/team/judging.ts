/** What has come since, and what must be judged again: read and judged before anything that is kept changes. */
import { ok, type Result } from '$lib/domain/result';
import type { CaseId } from '$lib/domain/case';
import type { StorageFailure } from '$lib/storage';
import { deadRefs } from '$lib/sync/engine/case-keys';
import type { SpaceSync } from '$lib/sync/engine/space';
import type { Judged } from '$lib/sync/engine/judged';
import { judgeLane, judgePlaces } from '$lib/sync/engine/state';
import type { Key } from '$lib/team';
import type { Again } from './basis.ts';
import { placesIn, type End, type Kept, type Place } from './kept.ts';

export interface NewlyJudged {
	/** Devices of which nothing that was judged before stands. */
	readonly anew: ReadonlySet<Key>;
	/** How far each was judged now. */
	readonly ends: ReadonlyMap<Key, End>;
	/** Places that were judged again. */
	readonly again: readonly Place[];
	/** Cases whose key was erased or declared twice. */
	readonly dead: readonly CaseId[];
	readonly judged: readonly Judged[];
}

/** A lane is judged as far as its entries name operations that are known here. Progress 0–1. */
export async function judgeNew(
	space: SpaceSync,
	kept: Kept | null,
	again: Exclude<Again, 'all'>,
	onProgress: (done: number) => void
): Promise<Result<NewlyJudged, StorageFailure>> {
	const { lanes } = space.sync;
	const anew = new Set(again.lanes);
	const endOf = (device: Key) => (anew.has(device) ? undefined : kept?.ends.get(device));
	for (const [device, { seq, hash }] of kept?.ends ?? []) {
		const lane = lanes.get(device);
		if (!lane || lane.seq < seq || (lane.seq === seq && lane.hash !== hash)) anew.add(device);
	}
	const others = [...lanes].filter(([device]) => device !== space.me);
	const all = others.reduce((sum, [device, { seq }]) => sum + seq - (endOf(device)?.seq ?? 0), 0);
	let done = 0;
	const count = (more: number) => {
		onProgress((done += more) / Math.max(done, all));
	};
	const judged: Judged[] = [];
	const ends = new Map<Key, End>();
	for (const [device, lane] of others) {
		const end = endOf(device);
		if (end && end.seq === lane.seq) continue;
		let said = await judgeLane(space, device, (end?.seq ?? 0) + 1, lane.seq, null, end?.n ?? 0, count);
		if (!said.ok) return said;
		const [next] = said.value;
		if (end && next?.seq === end.seq + 1 && next.prev !== end.hash) {
			// What is kept is of another time.
			anew.add(device);
			said = await judgeLane(space, device, 1, lane.seq, null, 0, count);
			if (!said.ok) return said;
		}
		const known = knownPart(said.value, space.space.chain.length, lane);
		// One by one, here and below: a hundred thousand are more than one call takes.
		for (const one of known.judged) judged.push(one);
		ends.set(device, known.end);
	}
	const dead = kept ? deadCases(kept, space) : [];
	const places = kept
		? [
				...placesIn(kept.held),
				...(again.unopened ? placesIn(kept.unopened) : []),
				...dead.flatMap((id) => placesIn(kept.cases.get(id)?.places ?? new Map<Key, number[]>()))
			].filter(({ device }) => !anew.has(device))
		: [];
	const second = await judgePlaces(space, places);
	if (!second.ok) return second;
	for (const one of second.value) judged.push(one);
	return ok({ anew, ends, again: places, dead, judged });
}

/** The chain may have moved since it was read: what names more of it is judged at the next look. */
function knownPart(judged: readonly Judged[], places: number, lane: End): { judged: readonly Judged[]; end: End } {
	const at = judged.findIndex(({ n }) => n >= places);
	const next = judged[at];
	if (!next) return { judged, end: lane };
	const part = judged.slice(0, at);
	return { judged: part, end: { seq: next.seq - 1, hash: next.prev, n: part.at(-1)?.n ?? 0 } };
}

function deadCases({ cases }: Kept, space: SpaceSync): readonly CaseId[] {
	const dead = deadRefs(space);
	return dead.size === 0
		? []
		: [...cases.values()].flatMap(({ id, refs }) => (refs.some((ref) => dead.has(ref)) ? [id] : []));
}
