/**
 * What the courier has brought (`docs/protocol.md`, 12), believed or not exactly as a pull's items are. It decides nothing beyond
 * that: the cursor stays where it is, so that the next round is given everything once more, and what this device has written is left
 * out, since rows that are not sealed can have been put there by anybody who had the phone: only an answer of the server says that
 * it is with the team.
 */
import { ok, type Result } from '../../domain/result.ts';
import { readEntry, readHole, sameBytes, type PulledItem } from '../protocol/index.ts';
import type { StoreFailure } from './ports.ts';
import type { SpaceSync } from './space.ts';
import { Taking } from './take.ts';

const AT_ONCE = 256;

export async function takeInbox(
	space: SpaceSync,
	brought: readonly PulledItem[],
	now: number
): Promise<Result<void, StoreFailure>> {
	const items = brought.filter((item) => isOfOthers(item, space));
	const { given } = space;
	// Not what the server gives to this device in this session.
	space.given = null;
	try {
		for (let at = 0; at < items.length; at += AT_ONCE) {
			const taken = await space.change(async (draft) => {
				const done = await new Taking(space, draft, now).take(items.slice(at, at + AT_ONCE));
				return done.ok ? ok(draft.full) : done;
			});
			// Without room for what waits, the rest comes with the round.
			if (!taken.ok || taken.value) return taken.ok ? ok(undefined) : taken;
		}
		return ok(undefined);
	} finally {
		space.given = given;
	}
}

/** Entries whose contents the server has dropped come with the round as well, which knows where the contents are. */
function isOfOthers(item: PulledItem, { device }: SpaceSync): boolean {
	if (item[0] === 2) return true;
	const by = item[0] === 0 ? readEntry(item[1])?.header.device : item[0] === 3 ? readHole(item[1])?.end[0] : null;
	return by !== null && !(by && sameBytes(by, device.id));
}
