/**
 * What a complete pull shows by what it has not brought (`docs/protocol.md`, 9.2 to 9.4): entries acknowledged and not kept,
 * gaps, ends that others have seen, and a server that has less than it had.
 */
import { ok, type Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import { prove } from '../prove.ts';
import { happen, stateOf, type ItemState, type Run } from '../states/outbox.ts';
import { disprove } from './checkpoint.ts';
import type { Promised, StoreFailure } from './ports.ts';
import { NO_CURSOR, type Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

/** Rounds after which something that was asked for counts as withheld. */
const GAP_ROUNDS = 3;
const PROMISE_ROUNDS = 2;
/** The server has said that another entry stands there, and neither that one nor ours has come. */
const CLAIMABLE: ReadonlySet<ItemState> = new Set(['offered', 'lost', 'passed', 'kept']);
/** Nothing of these is waited for but their hole. */
const HOLES: ReadonlySet<ItemState> = new Set(['lost', 'passed', 'kept', 'alone']);

/** `acked`: what was acknowledged before the pull began. */
export function checkComplete(
	space: SpaceSync,
	acked: readonly Run[],
	now: number
): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		draft.sync = { ...draft.sync, last: now };
		missed(space, draft, acked, now);
		const withheld = await missing(space, draft);
		if (withheld.some(({ rounds, most }) => rounds >= most)) space.alarm(draft, 'withheld', [], now);
		else if (withheld.length === 0) space.settle(draft, 'withheld', now);
		const { given } = space;
		if (given) {
			const lost = lostBy(space, draft, given);
			if (lost.length > 0) space.alarm(draft, 'rollback', [], now);
			else if (!space.chainLess) space.settle(draft, 'rollback', now);
			space.given = null;
			space.lost = lost;
		}
		return ok(undefined);
	});
}

function missed(space: SpaceSync, draft: Draft, acked: readonly Run[], now: number): void {
	let unkept = false;
	let again = false;
	const due = space.offeredAgain.isDue(now);
	for (const { from, to } of acked) {
		for (let seq = from; seq <= to; seq++) {
			const state = stateOf(draft.sync.outbox, seq);
			if (state !== 'acked' && state !== 'doubted') continue;
			if (state === 'doubted' && !due) {
				unkept = true;
				continue;
			}
			const { outbox, actions } = happen(draft.sync.outbox, 'missed', seq, seq);
			space.setOutbox(draft, outbox);
			again ||= actions.length > 0;
		}
	}
	for (const ref of draft.sync.keysOut) {
		const rounds = space.keysOffered.get(ref);
		if (rounds === undefined) continue;
		// One that was there already, for somebody else's word, does not come again unless all is asked for.
		if (rounds >= 1 && space.given === null && !space.keysAsked.has(ref)) {
			space.keysAsked.add(ref);
			draft.sync = { ...draft.sync, cursor: NO_CURSOR };
			continue;
		}
		if (rounds >= 1) [again, unkept] = [again || due, true];
		if (rounds < 0 || (rounds >= 1 && due)) space.keysOffered.delete(ref);
		else if (rounds < 1) space.keysOffered.set(ref, rounds + 1);
	}
	if (again) space.offeredAgain.given(now);
	if (unkept || again) space.alarm(draft, 'unkept', [], now);
	else if (draft.sync.outbox.runs.every(({ state }) => HOLES.has(state)) && draft.sync.keysOut.length === 0)
		space.settle(draft, 'unkept', now);
}

/** What should be there, and for how many complete pulls it was not. */
async function missing(
	space: SpaceSync,
	draft: Draft
): Promise<readonly { readonly rounds: number; readonly most: number }[]> {
	const now = new Map<string, number>();
	for (const [, { reason, item }] of draft.aside.all()) {
		if (reason !== 'gap' && reason !== 'membership') continue;
		const proven = await prove(item, space.team);
		if (proven.kind === 'entry' || proven.kind === 'hole') now.set(`${reason} ${proven.device}`, GAP_ROUNDS);
	}
	// Others have seen entries of ours that we have not: said, until we have gone on without them.
	if (draft.sync.promised.has(space.me) && (draft.sync.promised.get(space.me)?.seq ?? 0) > draft.own.seq) {
		space.alarm(draft, 'went-back', [], draft.sync.last ?? 0);
		disprove(space, draft, space.me, draft.own.hlc);
	}
	const promised = new Map<Key, Promised>();
	for (const [device, promise] of draft.sync.promised) {
		if (space.end(draft, device).seq >= promise.seq) continue;
		promised.set(device, promise);
		now.set(`promised ${device}`, PROMISE_ROUNDS);
	}
	draft.sync = { ...draft.sync, promised };
	for (const seq of space.claimed) {
		if (CLAIMABLE.has(stateOf(draft.sync.outbox, seq))) now.set('claimed', GAP_ROUNDS);
		else space.claimed.delete(seq);
	}
	for (const name of space.missing.keys()) if (!now.has(name)) space.missing.delete(name);
	return [...now].map(([name, most]) => {
		const rounds = (space.missing.get(name) ?? 0) + 1;
		space.missing.set(name, rounds);
		return { rounds, most };
	});
}

/** Devices of which the server has less than is here, and the last number that it has. */
function lostBy(space: SpaceSync, draft: Draft, given: ReadonlyMap<Key, number>): readonly (readonly [Key, number])[] {
	const ends = new Map<Key, number>([...draft.lanes].map(([device, { seq }]) => [device, seq]));
	ends.set(space.me, draft.sync.outbox.done);
	return [...ends].flatMap(([device, seq]) => {
		const has = given.get(device) ?? 0;
		return has < seq ? [[device, has] as const] : [];
	});
}
