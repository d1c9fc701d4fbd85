/** Two histories: of the chain, of a device, or of this one itself (`docs/protocol.md`, 10.5). Both are kept as proof. */
import { ok, type Result } from '../../domain/result.ts';
import type { ProvenEntry, ProvenHole } from '../prove.ts';
import { happen } from '../states/outbox.ts';
import type { PlacedItem } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft, SpaceSync } from './space.ts';

interface Forked {
	readonly kind: 'fork-chain' | 'fork-device';
	readonly proven: ProvenEntry | ProvenHole;
	readonly item: PlacedItem;
	readonly seq: number;
}

export async function fork(
	space: SpaceSync,
	draft: Draft,
	now: number,
	{ kind, proven, item, seq }: Forked
): Promise<Result<void, StoreFailure>> {
	if (kind === 'fork-chain') {
		space.alarm(draft, 'fork-chain', [item[1]], now);
		return ok(undefined);
	}
	const ours = await space.items([{ device: proven.device, seq }], draft);
	if (!ours.ok) return ours;
	const proof = [item[1], ...(ours.value[0] ? [ours.value[0][1]] : [])];
	if (proven.device === space.me) {
		space.alarm(draft, 'cloned-self', proof, now);
		const { outbox } = happen(draft.sync.outbox, 'other', seq, seq);
		space.setOutbox(draft, outbox);
	} else space.alarm(draft, 'fork-device', proof, now, [proven.device, seq]);
	return ok(undefined);
}
