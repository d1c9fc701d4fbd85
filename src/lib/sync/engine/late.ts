/**
 * What does not count and may be worth saying again (`docs/protocol.md`, 8): the work that a removed device hands in late, what
 * lies beyond its end here, and what came out of a phone as a file. It is kept aside with its bytes; an admin reads it, and says
 * it again under her own name or leaves it.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { isBeyondEnd, keyOf, roleOf, type Key } from '../../team/index.ts';
import { readFrame, type PulledItem } from '../protocol/index.ts';
import { contentIn, openPlaced } from '../open.ts';
import { identify, prove } from '../prove.ts';
import { openEntry } from './case-keys.ts';
import type { Trouble } from './chain.ts';
import type { Aside, Reason, StoreFailure } from './ports.ts';
import { sayAgain, type Said } from './restate.ts';
import { NO_CURSOR } from './draft.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';
import type { Talk } from './talk.ts';
import type { Writing } from './write.ts';

const MAX_PAGES = 1000;
const EVERY_MS = 3_600_000;
/** The server takes and keeps it for 30 days; phones' clocks may differ by one. */
const LATE_MS = 31 * 86_400_000;
/** Reasons of what waits for a person, and of what a person has dealt with. */
const OPEN: ReadonlySet<Reason> = new Set(['late', 'beyond-end']);
const DONE: ReadonlySet<Reason> = new Set(['restated', 'left']);

/** Asks for it on an admin's phone: so often at most, where there may be any, or soon where a person wants it. */
export class LateDesk {
	readonly #at = new Map<Key, number>();

	soon(): void {
		this.#at.clear();
	}

	/** Of the home, and of each circle whose admin this phone is. */
	async fetch(spaces: readonly SpaceSync[], talk: Talk, now: number): Promise<Result<void, Trouble>> {
		for (const space of spaces) {
			if (!mayHaveLate(space, now) || now - (this.#at.get(space.key) ?? 0) < EVERY_MS) continue;
			const fetched = await fetchLate(space, talk, now);
			if (!fetched.ok) return fetched;
			this.#at.set(space.key, now);
		}
		return ok(undefined);
	}
}

/** Whether an admin's phone has reason to ask: somebody was removed not long ago. */
function mayHaveLate({ space: { ops }, team, me }: SpaceSync, now: number): boolean {
	if (roleOf(team, me) !== 'admin') return false;
	return [...team.devices.values()].some(({ removed }) => {
		const frame = removed ? readFrame(ops[removed.n]?.op ?? new Uint8Array()) : null;
		return frame !== null && typeof frame !== 'string' && now - frame.hlc[0] < LATE_MS;
	});
}

/** An admin, or whoever wrote it herself, on another phone; not to be a reader. */
export function maySettle({ team, me }: SpaceSync, device: Key): boolean {
	const role = roleOf(team, me);
	const member = (one: Key) => team.devices.get(one)?.member;
	return role === 'admin' || (role === 'worker' && member(device) === member(me));
}

/** What removed devices have handed in; the server gives it to admins only. */
export async function fetchLate(space: SpaceSync, talk: Talk, now: number): Promise<Result<void, Trouble>> {
	let after = NO_CURSOR;
	for (let pages = 0; pages < MAX_PAGES; pages++) {
		const reply = await talk.say('late', { space: space.space.id, after });
		if (!reply.ok) return reply;
		const { items, cursor, more } = reply.value;
		if (items.length > 0) {
			const taken = await takeApart(space, items, now);
			if (!taken.ok) return taken;
		}
		if (!more || items.length === 0) return ok(undefined);
		after = cursor;
	}
	return ok(undefined);
}

/** How many were not known yet. What no device of the team has signed is refused. */
export async function takeApart(
	space: SpaceSync,
	items: readonly PulledItem[],
	now: number
): Promise<Result<number, StoreFailure>> {
	return space.change(async (draft) => {
		const there = new Set(apart(space, draft, [...OPEN, ...DONE]).map(([, { item }]) => keyOf(item[1])));
		let fresh = 0;
		for (const item of items) {
			if (there.has(keyOf(item[1])) || !(await isWorthKeeping(space, draft, item))) continue;
			there.add(keyOf(item[1]));
			space.setAside(draft, 'late', item, now);
			if (item[0] === 0) fresh += 1;
		}
		return ok(fresh);
	});
}

async function isWorthKeeping(space: SpaceSync, draft: Draft, item: PulledItem): Promise<boolean> {
	const proven = await prove(item, space.team);
	if (proven.kind === 'key') return true;
	// Without its contents there is nothing to say again.
	if (proven.kind !== 'entry' || item[0] !== 0 || !proven.genuine || proven.space !== space.key) return false;
	const { device, seq, head } = proven;
	if (isBeyondEnd(space.team, device, seq, head.n)) return true;
	const placed = await space.items([{ device, seq }], draft);
	const here = placed.ok && placed.value[0] ? await identify(placed.value[0]) : null;
	// What has its place here counts already.
	return here?.kind !== 'entry' || here.hash !== proven.hash;
}

export interface Apart extends Said {
	/** Of its row. */
	readonly no: number;
	readonly since: number;
}

/** What waits for a person, by device and number. What does not open is left out: nobody here can read it. */
export async function waitingApart(
	space: SpaceSync,
	draft: Draft | null = null
): Promise<Result<readonly Apart[], StoreFailure>> {
	const rows = apart(space, draft, OPEN);
	const besides = await keysAmong(space, apart(space, draft, [...OPEN, ...DONE]));
	const found: Apart[] = [];
	for (const [no, { item, since }] of rows) {
		const proven = await prove(item, space.team);
		if (proven.kind !== 'entry') continue;
		const opening = await openEntry(space, draft, item[1], undefined, besides);
		if (!opening.ok) return opening;
		const { opened, ref } = opening.value;
		const content = contentIn(opened);
		const { device, seq, hash } = proven;
		if (content) found.push({ no, since, device, seq, hash, ref, content });
	}
	return ok(found.sort((a, b) => (a.device === b.device ? a.seq - b.seq : a.device < b.device ? -1 : 1)));
}

/** A person's act about what one device has said: `restated` under this device's name, or `left` where it is. */
export async function settleApart(
	space: SpaceSync,
	device: Key,
	how: 'restated' | 'left',
	writing: Writing
): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		const all = await waitingApart(space, draft);
		if (!all.ok) return all;
		const theirs = all.value.filter((one) => one.device === device);
		if (how === 'restated') {
			const said = await sayAgain(space, draft, theirs, writing);
			if (!said.ok) return said;
		}
		for (const { no } of theirs) {
			const row = space.aside.get(no);
			if (row) draft.aside.set(no, { ...row, reason: how });
		}
		return ok(undefined);
	});
}

function apart(
	space: SpaceSync,
	draft: Draft | null,
	reasons: Iterable<Reason>
): readonly (readonly [number, Aside])[] {
	const wanted = new Set(reasons);
	const all = draft ? draft.aside.all() : [...space.aside];
	return all.filter(([, { reason }]) => wanted.has(reason));
}

/** Keys of cases that these entries declare, with the hash of each. */
export async function declaredIn(
	{ space, team }: Pick<SpaceSync, 'space' | 'team'>,
	items: readonly PulledItem[]
): Promise<ReadonlyMap<Key, Key>> {
	const declared = new Map<Key, Key>();
	for (const item of items) {
		const { opened } = await openPlaced(item[1], { space, team, keyOf: () => Promise.resolve('absent') });
		const content = contentIn(opened);
		if (content?.kind !== 'keys') continue;
		for (const [ref, , hash] of content.said.keys) declared.set(keyOf(ref), keyOf(hash));
	}
	return declared;
}

/** Keys of cases that came with them, where an entry among them declares the same. */
async function keysAmong(
	space: SpaceSync,
	rows: readonly (readonly [number, Aside])[]
): Promise<ReadonlyMap<Key, Bytes>> {
	const declared = await declaredIn(
		space,
		rows.map(([, { item }]) => item)
	);
	const found = new Map<Key, Bytes>();
	for (const [, { item }] of rows) {
		const proven = item[0] === 2 ? await prove(item, space.team) : null;
		if (proven?.kind === 'key' && declared.get(proven.ref) === proven.hash) found.set(proven.ref, item[1]);
	}
	return found;
}
