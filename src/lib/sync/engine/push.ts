/**
 * Sends what this device has (`docs/protocol.md`, 9.3): case keys, then its entries and holes in the order of their numbers.
 * `offered` is on the disk before the first byte leaves, and the bytes are never made again.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import {
	ERRORS,
	GAP,
	isErrorCode,
	MAX_ITEMS_SENT,
	OTHER,
	readHole,
	REFUSED,
	STORED,
	THERE,
	type PushedItem
} from '../protocol/index.ts';
import { happen, inState, offerAgain, stateOf } from '../states/outbox.ts';
import type { Draft, SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';
import type { Trouble } from './chain.ts';

/** Under the limit of a body, with room for what stands around the items. */
const MAX_BYTES = 900_000;

interface Sending {
	readonly item: PushedItem;
	/** Own numbers it stands for; `null` for a case key. */
	readonly seqs: readonly [from: number, to: number] | null;
	readonly ref: Key | null;
}

/** Whether something was sent. */
export async function push(space: SpaceSync, talk: Talk, now: number): Promise<Result<boolean, Trouble>> {
	let sent = false;
	let from = 0;
	for (;;) {
		const batch = await nextBatch(space, from);
		if (!batch.ok) return batch;
		if (batch.value.length === 0) return ok(sent);
		const last = batch.value.findLast(({ seqs }) => seqs)?.seqs?.[1] ?? null;
		const marked = await space.change((draft) => {
			for (const { seqs } of batch.value)
				if (seqs) space.setOutbox(draft, happen(draft.sync.outbox, 'sends', seqs[0], seqs[1]).outbox);
			return Promise.resolve(ok(undefined));
		});
		if (!marked.ok) return marked;
		const reply = await talk.say('push', {
			space: space.space.id,
			items: batch.value.map(({ item }) => item)
		});
		if (!reply.ok) return reply;
		sent = true;
		const settled = await space.change((draft) => {
			for (const [i, sending] of batch.value.entries()) {
				const [code, detail] = reply.value.results[i] ?? [REFUSED, null];
				take(space, draft, sending, code, detail, now);
			}
			return Promise.resolve(ok(undefined));
		});
		if (!settled.ok) return settled;
		// The server wants something from before: the next round begins there.
		if ((last !== null && stateOf(space.sync.outbox, last) === 'offered') || space.stopped) return ok(sent);
		from = last ?? from;
	}
}

function take(
	space: SpaceSync,
	draft: Draft,
	{ seqs, ref, item }: Sending,
	code: number,
	detail: Bytes | number | string | null,
	now: number
): void {
	if (ref !== null) {
		if (code === STORED || code === THERE) space.keysOffered.set(ref, 0);
		else space.keysOffered.set(ref, -1);
		return;
	}
	if (!seqs) return;
	const [from, to] = seqs;
	const apply = (event: Parameters<typeof happen>[1]) => {
		const { outbox, actions, odd } = happen(draft.sync.outbox, event, from, to);
		space.setOutbox(draft, outbox);
		space.odd += odd;
		if (actions.some(({ action }) => action === 'cloned-self'))
			space.alarm(draft, 'cloned-self', [item[1], ...(detail instanceof Uint8Array ? [detail] : [])], now);
	};
	switch (code) {
		case STORED:
		case THERE:
			if (item[0] !== 3) apply('stored');
			return;
		case OTHER:
			apply('other');
			return;
		case GAP: {
			apply('gap');
			const has = typeof detail === 'number' ? detail : 0;
			if (has >= from - 1) return;
			// It had these once: what it has lost is offered again.
			if (has < draft.sync.outbox.done) space.alarm(draft, 'rollback', [], now);
			const last = Math.max(from, draft.sync.outbox.runs.at(-1)?.to ?? 0);
			space.setOutbox(draft, offerAgain(draft.sync.outbox, has + 1, last));
			return;
		}
		case REFUSED: {
			const later = typeof detail === 'string' && isErrorCode(detail) && ERRORS[detail].retry === 'later';
			apply(later ? 'no-answer' : 'refused');
			return;
		}
		default:
			apply('no-answer');
	}
}

/** From the first number after `after` that is to be sent; nothing beyond one that may not be. */
async function nextBatch(space: SpaceSync, after: number): Promise<Result<readonly Sending[], Trouble>> {
	const batch: Sending[] = [];
	let size = 0;
	for (const ref of space.sync.keysOut) {
		if (space.keysOffered.has(ref) || batch.length >= MAX_ITEMS_SENT) continue;
		const stored = await space.store.caseKeys([ref]);
		if (!stored.ok) return stored;
		const wrapped = stored.value[0];
		if (!wrapped) continue;
		batch.push({ item: [2, wrapped], seqs: null, ref });
		size += wrapped.length;
	}
	const own = await space.store.own();
	if (!own.ok) return own;
	const runs = inState(
		space.sync.outbox,
		['waiting', 'offered', 'lost', 'refused', 'private', 'conflict', 'stuck'],
		own.value.seq
	);
	for (const { from, to, state } of runs) {
		if (state === 'refused' || state === 'private' || state === 'conflict' || state === 'stuck') break;
		for (let seq = Math.max(from, after + 1); seq <= to && batch.length < MAX_ITEMS_SENT;) {
			const items = await space.items([{ device: space.me, seq }]);
			if (!items.ok) return items;
			const item = items.value[0];
			// A row that does not open, or what only its header is left of: nothing to send, and nothing behind it either.
			if (!item || item[0] === 1 || item[0] === 4) return ok(batch);
			const end = item[0] === 3 ? holeEnd(item[1], seq) : seq;
			if (size + item[1].length > MAX_BYTES && batch.length > 0) return ok(batch);
			size += item[1].length + 80;
			batch.push({ item, seqs: [seq, end], ref: null });
			seq = end + 1;
		}
	}
	return ok(batch);
}

function holeEnd(bytes: Bytes, seq: number): number {
	return readHole(bytes)?.end[1] ?? seq;
}
