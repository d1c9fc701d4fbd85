/**
 * Sends what this device has (`docs/protocol.md`, 9.3): its entries and holes in the order of their numbers, then case keys, so that
 * whoever reads has each declared before it comes.
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
import { happen, inState, offerAgain, stateOf, type ItemState } from '../states/outbox.ts';
import type { PlacedItem } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import { MAX_SENT, type SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';
import type { Trouble } from './chain.ts';
import { holeFor } from './unfit.ts';

/** What is sent, and what nothing behind it is sent before. */
const SENT = ['waiting', 'offered', 'lost', 'passed', 'kept'] as const satisfies readonly ItemState[];
const HALTS: readonly ItemState[] = ['refused', 'unfit', 'private', 'conflict', 'stuck'];
/** A server that refuses an entry with one of these does so for what it is. */
const UNFIT: ReadonlySet<unknown> = new Set(['malformed', 'bad-proof']);
/** Of a push on a line that carried no larger one: what a bad network takes within the time that a body has. */
const LEAST_BYTES = 8_000;
const TOO_MUCH: ReadonlySet<string> = new Set(['no-answer', 'busy', 'too-large']);
/** Rows read at once. */
const READ_AHEAD = 128;

export interface Sending {
	readonly item: PushedItem;
	/** Own numbers it stands for; `null` for a case key. */
	readonly seqs: readonly [from: number, to: number] | null;
	readonly ref: Key | null;
}

interface Batch {
	readonly batch: readonly Sending[];
	/** There are entries after these. */
	readonly more: boolean;
}

/** Whether something was sent. */
export async function push(space: SpaceSync, talk: Talk, now: number): Promise<Result<boolean, Trouble>> {
	let sent = false;
	let from = 0;
	for (;;) {
		const entries = await nextBatch(space, from);
		if (!entries.ok) return entries;
		const batch = await keysAfter(space, entries.value);
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
		if (!reply.ok) {
			if (TOO_MUCH.has(reply.error.error)) space.mostSent = Math.max(LEAST_BYTES, space.mostSent / 4);
			return reply;
		}
		space.mostSent = Math.min(MAX_SENT, space.mostSent * 2);
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

/** Case keys that no reply has acknowledged, as many as have room. */
export async function keysAfter(space: SpaceSync, entries: Batch): Promise<Result<readonly Sending[], StoreFailure>> {
	if (entries.more) return ok(entries.batch);
	const batch = [...entries.batch];
	const refs = space.sync.keysOut.filter((ref) => !space.keysOffered.has(ref));
	for (let at = 0; at < refs.length && batch.length < MAX_ITEMS_SENT;) {
		const some = refs.slice(at, at + MAX_ITEMS_SENT - batch.length);
		at += some.length;
		const stored = await space.store.caseKeys(some);
		if (!stored.ok) return stored;
		for (const [i, wrapped] of stored.value.entries())
			if (wrapped) batch.push({ item: [2, wrapped], seqs: null, ref: some[i] ?? null });
	}
	return ok(batch);
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
		const { outbox, odd } = happen(draft.sync.outbox, event, from, to);
		space.setOutbox(draft, outbox);
		space.odd += odd;
	};
	switch (code) {
		case STORED:
		case THERE:
			if (item[0] !== 3) apply('stored');
			return;
		case OTHER:
			// Its word alone: the other entry is asked for, and shows itself whose it is.
			for (let seq = from; seq <= to; seq++) space.claimed.add(seq);
			return;
		case GAP: {
			apply('gap');
			const has = typeof detail === 'number' ? detail : 0;
			if (has >= from - 1) return;
			// It had these once: what it has lost is offered again.
			if (has < draft.sync.outbox.done) {
				space.alarm(draft, 'rollback', [], now);
				if (!space.givenAgain.isDue(now)) return;
				space.givenAgain.given(now);
			}
			const last = Math.max(from, draft.sync.outbox.runs.at(-1)?.to ?? 0);
			space.setOutbox(draft, offerAgain(draft.sync.outbox, has + 1, last));
			return;
		}
		case REFUSED: {
			if (UNFIT.has(detail)) {
				apply('unfit');
				return;
			}
			const later = typeof detail === 'string' && isErrorCode(detail) && ERRORS[detail].retry === 'later';
			apply(later ? 'no-answer' : 'refused');
			return;
		}
		default:
			apply('no-answer');
	}
}

/** From the first number after `after` that is to be sent; nothing beyond one that may not be. */
export async function nextBatch(space: SpaceSync, after: number): Promise<Result<Batch, StoreFailure>> {
	const batch: Sending[] = [];
	let size = 0;
	const own = await space.store.own();
	if (!own.ok) return own;
	let ahead: { readonly from: number; readonly items: readonly (PlacedItem | null)[] } = { from: 0, items: [] };
	const reading = async (seq: number, to: number): Promise<Result<PlacedItem | null, StoreFailure>> => {
		if (seq < ahead.from || seq >= ahead.from + ahead.items.length) {
			const length = Math.min(READ_AHEAD, to - seq + 1);
			const items = await space.items(Array.from({ length }, (_, i) => ({ device: space.me, seq: seq + i })));
			if (!items.ok) return items;
			ahead = { from: seq, items: items.value };
		}
		return ok(ahead.items[seq - ahead.from] ?? null);
	};
	for (const { from, to, state } of inState(space.sync.outbox, [...SENT, ...HALTS], own.value.seq)) {
		if (HALTS.includes(state)) break;
		for (let seq = Math.max(from, after + 1); seq <= to && batch.length < MAX_ITEMS_SENT;) {
			const read = await reading(seq, to);
			if (!read.ok) return read;
			const stored = read.value;
			const passed = (state === 'passed' || state === 'kept') && stored?.[0] === 0;
			const item = passed ? await holeFor(space, seq, stored[1]) : stored;
			// A row that does not open, or what only its header is left of: nothing to send, and nothing behind it either.
			if (!item || item[0] === 1 || item[0] === 4) return ok({ batch, more: false });
			const end = item[0] === 3 ? holeEnd(item[1], seq) : seq;
			if (size + item[1].length > space.mostSent && batch.length > 0) return ok({ batch, more: true });
			size += item[1].length + 80;
			batch.push({ item, seqs: [seq, end], ref: null });
			seq = end + 1;
		}
	}
	return ok({ batch, more: batch.length >= MAX_ITEMS_SENT });
}

function holeEnd(bytes: Bytes, seq: number): number {
	return readHole(bytes)?.end[1] ?? seq;
}
