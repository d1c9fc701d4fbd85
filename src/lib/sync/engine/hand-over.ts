/**
 * What this device leaves to its courier as it locks (`docs/protocol.md`, 12): the items that the next round would push, as they
 * would be pushed. From then on they may be on the server for ever after: `offered` is on the disk before they are given away.
 */
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { happen } from '../states/outbox.ts';
import { isStanding } from './chain.ts';
import { declareKeys } from './declare.ts';
import type { StoreFailure } from './ports.ts';
import { keysAfter, nextBatch, type Sending } from './push.ts';
import type { SpaceSync } from './space.ts';
import type { Writing } from './write.ts';

/** Bytes; what is beyond waits for the vault. */
const MOST = 8 * 2 ** 20;

export async function handOver(space: SpaceSync, writing: Writing): Promise<Result<readonly Bytes[], StoreFailure>> {
	if (space.stopped || !isStanding(space)) return ok([]);
	const declared = await declareKeys(space, writing);
	if (!declared.ok) return declared;
	const given: Sending[] = [];
	let size = 0;
	for (let from = 0, more = true; more && size < MOST;) {
		const entries = await nextBatch(space, from);
		const batch = entries.ok ? await keysAfter(space, entries.value) : entries;
		if (!entries.ok) return entries;
		if (!batch.ok) return batch;
		given.push(...batch.value);
		size += batch.value.reduce((sum, { item }) => sum + item[1].length, 0);
		from = batch.value.findLast(({ seqs }) => seqs)?.seqs?.[1] ?? from;
		more = entries.value.more;
	}
	if (given.length === 0) return ok([]);
	const marked = await space.change((draft) => {
		for (const { seqs } of given)
			if (seqs) space.setOutbox(draft, happen(draft.sync.outbox, 'sends', seqs[0], seqs[1]).outbox);
		return Promise.resolve(ok(undefined));
	});
	return marked.ok ? ok(given.map(({ item }) => toCbor(item))) : marked;
}
