/**
 * Gives a server again what it has lost (`docs/protocol.md`, 9.2): this device's entries by offering them anew, those of others
 * as they are. It takes a valid entry from whoever brings it, and a case key as well.
 */
import { ok, type Result } from '../../domain/result.ts';
import { keyOf } from '../../team/index.ts';
import { MAX_ITEMS_SENT, type PushedItem } from '../protocol/index.ts';
import { offerAgain } from '../states/outbox.ts';
import type { Trouble } from './chain.ts';
import type { SpaceSync } from './space.ts';
import { judgeLane } from './state.ts';
import { push } from './push.ts';
import type { Talk } from './talk.ts';

const MAX_BYTES = 900_000;

export async function pushBack(space: SpaceSync, talk: Talk, now: number): Promise<Result<boolean, Trouble>> {
	const { lost } = space;
	if (lost.length === 0) return ok(false);
	for (const [device, has] of lost) {
		const own = device === space.me;
		const end = own ? space.sync.outbox.done : (space.sync.lanes.get(device)?.seq ?? 0);
		const keys = await keysDeclared(space, device, has + 1, end);
		if (!keys.ok) return keys;
		const marked = await space.change((draft) => {
			const keysOut = [...new Set([...draft.sync.keysOut, ...keys.value])];
			for (const ref of keys.value) space.keysOffered.delete(ref);
			draft.sync = { ...draft.sync, keysOut };
			if (own) {
				const last = Math.max(end, draft.sync.outbox.runs.at(-1)?.to ?? 0);
				space.setOutbox(draft, offerAgain(draft.sync.outbox, has + 1, last));
			}
			return Promise.resolve(ok(undefined));
		});
		if (!marked.ok) return marked;
		if (own) continue;
		const sent = await pushLane(space, talk, device, has + 1, end);
		if (!sent.ok) return sent;
	}
	space.lost = [];
	const sent = await push(space, talk, now);
	return sent.ok ? ok(true) : sent;
}

async function pushLane(
	space: SpaceSync,
	talk: Talk,
	device: string,
	from: number,
	to: number
): Promise<Result<void, Trouble>> {
	let items: PushedItem[] = [];
	let size = 0;
	const send = async () => {
		const reply = items.length > 0 ? await talk.say('push', { space: space.space.id, items }) : ok(undefined);
		[items, size] = [[], 0];
		return reply.ok ? ok(undefined) : reply;
	};
	for (let seq = from; seq <= to; seq++) {
		const found = await space.items([{ device, seq }]);
		if (!found.ok) return found;
		const item = found.value[0];
		if (!item || item[0] === 1 || item[0] === 4) continue;
		if (items.length >= MAX_ITEMS_SENT || size + item[1].length > MAX_BYTES) {
			const sent = await send();
			if (!sent.ok) return sent;
		}
		items.push(item);
		size += item[1].length + 80;
	}
	return send();
}

async function keysDeclared(
	space: SpaceSync,
	device: string,
	from: number,
	to: number
): Promise<Result<readonly string[], Trouble>> {
	const judged = await judgeLane(space, device, from, to);
	if (!judged.ok) return judged;
	return ok(
		judged.value.flatMap(({ counted }) =>
			counted.is === 'counts' && counted.content.kind === 'keys'
				? counted.content.said.keys.map(([ref]) => keyOf(ref))
				: []
		)
	);
}
