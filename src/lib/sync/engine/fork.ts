/** Two things in one place, both signed: kept as proof; of this device's own, everything of it stops (`docs/protocol.md`, 10.5). */
import { ok, type Result } from '../../domain/result.ts';
import type { ProvenEntry, ProvenHole } from '../prove.ts';
import { happen } from '../states/outbox.ts';
import type { PlacedItem } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

interface Came {
	readonly proven: ProvenEntry | ProvenHole;
	readonly item: PlacedItem;
	/** Its first number. */
	readonly seq: number;
}

export async function raiseFork(
	space: SpaceSync,
	draft: Draft,
	kind: 'fork-chain' | 'fork-device',
	{ proven, item, seq }: Came,
	now: number
): Promise<Result<void, StoreFailure>> {
	if (kind === 'fork-chain') {
		space.alarm(draft, 'fork-chain', [item[1]], now);
		return ok(undefined);
	}
	const ours = await space.items([{ device: proven.device, seq }], draft);
	if (!ours.ok) return ours;
	const cut = space.team.cuts.find(({ device, seq: at }) => device === proven.device && at === seq);
	const against = ours.value[0]?.[1] ?? (cut && space.space.ops[cut.n]?.op);
	const proof = [item[1], ...(against ? [against] : [])];
	if (proven.device === space.me) {
		space.alarm(draft, 'cloned-self', proof, now);
		space.setOutbox(draft, happen(draft.sync.outbox, 'other', seq, seq).outbox);
	} else space.alarm(draft, 'fork-device', proof, now, [proven.device, seq]);
	return ok(undefined);
}
