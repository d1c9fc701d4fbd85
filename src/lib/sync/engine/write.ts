/** Entries that the sync itself makes: sealed under the writing head, linked to the last, in the draft with all else. */
import { sealEntry } from '../../crypto/envelope.ts';
import type { CaseKey } from '../../crypto/case-key.ts';
import { toCbor } from '../../domain/cbor.ts';
import { compareHlc, encodeContent, tick, type NewContent } from '../../journal/index.ts';
import { keyOf } from '../../team/index.ts';
import type { Surroundings } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

export type Writing = Pick<Surroundings, 'now' | 'app'>;

/** The number that it got. */
export async function write(
	space: SpaceSync,
	draft: Draft,
	content: NewContent,
	caseKey: CaseKey | null,
	{ now, app }: Writing
): Promise<number> {
	const { id, epoch, head, member } = draft.chain?.space ?? space.space;
	const { device } = space;
	const last = compareHlc(draft.sync.clock, draft.own.hlc) > 0 ? draft.sync.clock : draft.own.hlc;
	const hlc = tick(last, now());
	const seq = draft.own.seq + 1;
	const place = { space: id, device: device.id, seq, prev: draft.own.hash };
	const sealed = await sealEntry(
		{ epochKey: epoch.key, caseKey, signingKey: device.signingKey },
		{ ...place, epoch: epoch.number, membership: head },
		toCbor(encodeContent(content, { hlc, by: member, app }))
	);
	space.place(draft, space.me, seq, [0, sealed.bytes]);
	draft.own = { seq, hash: sealed.hash, hlc };
	draft.lanes.set(space.me, { seq, hash: keyOf(sealed.hash), n: head.n });
	return seq;
}
