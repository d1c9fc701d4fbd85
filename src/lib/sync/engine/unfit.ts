/**
 * An own entry that the server refuses for what it is (`docs/protocol.md`, 9.3): what it says is said again once, in a new
 * entry, and a hole with its own hash goes in its place, so that nothing behind it waits. What was said again before, or is no
 * more than a file's key, stays here for a person. The entry itself stays in its row either way.
 */
import { signHole } from '../../crypto/statements.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { keyOf } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import type { PushedItem } from '../protocol/index.ts';
import { prove } from '../prove.ts';
import { happen, inState } from '../states/outbox.ts';
import type { StoreFailure } from './ports.ts';
import { saidBy, sayAgain, type Said } from './restate.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';
import { write, type Writing } from './write.ts';

/** Whether there was any. */
export async function passUnfit(space: SpaceSync, writing: Writing): Promise<Result<boolean, StoreFailure>> {
	const last = space.sync.outbox.runs.at(-1)?.to ?? 0;
	const runs = inState(space.sync.outbox, ['unfit'], last);
	if (runs.length === 0) return ok(false);
	return space.change(async (draft) => {
		for (const { from, to } of runs) {
			for (let seq = from; seq <= to; seq++) {
				const said = await saidBy(space, draft, space.me, seq, seq);
				if (!said.ok) return said;
				const again = await onceMore(space, draft, said.value[0], writing);
				if (!again.ok) return again;
				const { outbox } = happen(draft.sync.outbox, again.value ? 'again' : 'keep', seq, seq);
				space.setOutbox(draft, outbox);
			}
		}
		return ok(true);
	});
}

/** Whether the team has it otherwise now, or needs it not. */
async function onceMore(
	space: SpaceSync,
	draft: Draft,
	said: Said | undefined,
	writing: Writing
): Promise<Result<boolean, StoreFailure>> {
	switch (said?.content.kind) {
		case 'fields': {
			const again = await sayAgain(space, draft, [said], writing);
			return again.ok ? ok(true) : again;
		}
		case 'keys': {
			const { keys } = said.content.said;
			const fresh = keys.filter(([ref]) => !space.redeclared.has(keyOf(ref)));
			if (fresh.length === 0) return ok(false);
			await write(space, draft, { kind: 'keys', caseId: null, keys: fresh }, null, writing);
			for (const [ref] of fresh) space.redeclared.add(keyOf(ref));
			return ok(true);
		}
		case 'checkpoint':
		case 'access':
			return ok(true);
		case 'restated':
		case 'file':
		case 'pack':
		case undefined:
			return ok(false);
	}
}

/** In the place of an entry that would not come; `null` where its row does not read. Its signature is not part of what it is. */
export async function holeFor(space: SpaceSync, seq: number, entry: Bytes): Promise<PushedItem | null> {
	const proven = await prove([0, entry], space.team);
	if (proven.kind !== 'entry') return null;
	const place = { space: space.space.id, from: seq, to: seq, hash: bytesOf(proven.hash) };
	const { bytes, sig } = await signHole(space.device, place);
	return [3, bytes, sig];
}
