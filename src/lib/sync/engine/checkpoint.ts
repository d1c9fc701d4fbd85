/**
 * What this device has seen, told to the others (`docs/protocol.md`, 9.4): after a round has brought everything, where something
 * worth telling has come since the last time, and not sooner than six hours after it.
 */
import { ok, type Result } from '../../domain/result.ts';
import { compareHlc, type Hlc } from '../../journal/index.ts';
import { compareBytes, MAX_ENDS, type End } from '../protocol/index.ts';
import { keyOf, type Key } from '../../team/index.ts';
import type { Occupant } from '../believe.ts';
import { bytesOf } from '../bytes.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';
import { write, type Writing } from './write.ts';

const PAUSE_MS = 6 * 3_600_000;

export async function tellSeen(space: SpaceSync, writing: Writing): Promise<Result<void, StoreFailure>> {
	const { at, more } = space.sync.told;
	// A clock that was put back must not silence it for long.
	if (!more || (at !== null && Math.abs(writing.now() - at) < PAUSE_MS)) return ok(undefined);
	return checkpoint(space, writing);
}

export async function checkpoint(space: SpaceSync, writing: Writing): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		const ends = [...draft.lanes]
			.filter(([device, { seq }]) => seq > 0 && device !== space.me)
			.map(([device, { seq, hash }]): End => [bytesOf(device), seq, bytesOf(hash)])
			.sort(([a], [b]) => compareBytes(a, b))
			.slice(0, MAX_ENDS);
		await write(space, draft, { kind: 'checkpoint', caseId: null, ends }, null, writing);
		draft.sync = { ...draft.sync, told: { at: writing.now(), more: false } };
		return ok(undefined);
	});
}

/**
 * A device that goes on at a lower number than it was said to be at, and later by its clock, which had followed whoever has really
 * seen it: that was not so. One member's word would else be an alarm for ever.
 */
export function disprove(space: SpaceSync, draft: Draft, device: Key, hlc: Hlc): void {
	const promise = draft.sync.promised.get(device);
	if (!promise || space.end(draft, device).seq >= promise.seq || compareHlc(hlc, promise.hlc) <= 0) return;
	const promised = new Map(draft.sync.promised);
	promised.delete(device);
	draft.sync = { ...draft.sync, promised };
}

/** What somebody else has seen: the same as here, more than here, which is kept as promised, or another history: which places. */
export async function compareEnds(
	space: SpaceSync,
	draft: Draft,
	{ ends, hlc }: { readonly ends: readonly End[]; readonly hlc: Hlc },
	placeAt: (device: Key, seq: number) => Promise<Result<Occupant | null, StoreFailure>>
): Promise<Result<readonly (readonly [Key, number])[], StoreFailure>> {
	const forked: (readonly [Key, number])[] = [];
	for (const [id, seq, hash] of ends) {
		const device = keyOf(id);
		// A device that nobody knows is waited for by nobody.
		if (seq === 0 || !space.team.devices.has(device)) continue;
		const end = space.end(draft, device);
		if (seq > end.seq) {
			const promised = new Map(draft.sync.promised);
			if (seq > (promised.get(device)?.seq ?? 0)) promised.set(device, { seq, hlc });
			draft.sync = { ...draft.sync, promised };
			continue;
		}
		const found = seq === end.seq ? ok(end) : await placeAt(device, seq);
		if (!found.ok) return found;
		// Inside of a hole, or a row that does not read: nothing to compare with.
		if (found.value?.hash && found.value.hash !== keyOf(hash)) forked.push([device, seq]);
	}
	return ok(forked);
}
