/**
 * Gives a server again what it has lost of the chain (`docs/protocol.md`, 9.2), in one or more requests that each end with no
 * epoch due. An epoch goes with its envelopes: as far as they were kept here; another phone may have those that were not.
 */
import { ok, type Result } from '../../domain/result.ts';
import { bytesOf } from '../bytes.ts';
import { MAX_OPERATIONS_SENT } from '../protocol/index.ts';
import type { Bytes } from '../../domain/cbor.ts';
import type { Trouble } from './chain.ts';
import type { StoreFailure } from './ports.ts';
import type { SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';

const MAX_BYTES = 900_000;
type Sent = [op: Bytes, sig: Bytes, list: Bytes | null];

/** Whether it took any. */
export async function giveChainBack(space: SpaceSync, talk: Talk): Promise<Result<boolean, Trouble>> {
	let given = false;
	for (let at = space.behind; at !== null && at < space.space.ops.length - 1;) {
		const ops = await operationsAfter(space, at);
		if (!ops.ok) return ops;
		const prev = space.team.places[at];
		if (ops.value.length === 0 || !prev) break;
		const reply = await talk.say('append', { space: space.space.id, prev: bytesOf(prev), ops: ops.value });
		if (!reply.ok) {
			// Another was quicker, or it does not know this device at the place where it stands: the next pull says.
			const { error } = reply.error;
			if (error === 'head-moved' || error === 'not-allowed' || error === 'bad-operation') break;
			return reply;
		}
		at += ops.value.length;
		given = true;
	}
	space.behind = null;
	return ok(given);
}

async function operationsAfter(space: SpaceSync, at: number): Promise<Result<Sent[], StoreFailure>> {
	const { ops, chain } = space.space;
	const epochs = new Map(space.team.epochs.map(({ n }, i) => [n, i + 1]));
	const sent: Sent[] = [];
	let size = 0;
	for (let n = at + 1; n < ops.length && sent.length < MAX_OPERATIONS_SENT; n++) {
		const operation = ops[n];
		const epoch = epochs.get(n);
		const lists = epoch !== undefined && epoch > 1 ? await space.store.lists([epoch]) : ok([]);
		if (!lists.ok) return lists;
		const list = lists.value[0] ?? null;
		if (!operation || (epoch !== undefined && epoch > 1 && !list)) break;
		size += operation.op.length + (list?.length ?? 0) + 96;
		if (size > MAX_BYTES && sent.length > 0) break;
		sent.push([operation.op, operation.sig, list]);
	}
	while (sent.length > 0 && chain[at + sent.length]?.due !== null) sent.pop();
	return ok(sent);
}
