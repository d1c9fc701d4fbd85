/**
 * What this device has seen, told to the others (`docs/protocol.md`, 9.4): after a round has brought everything, where something
 * worth telling has come since the last time, and not sooner than six hours after it.
 */
import { ok, type Result } from '../../domain/result.ts';
import { compareBytes, MAX_ENDS, type End } from '../protocol/index.ts';
import { bytesOf } from '../bytes.ts';
import type { StoreFailure } from './ports.ts';
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
