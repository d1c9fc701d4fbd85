/**
 * One space in memory, and the one way to change it: a draft, which is on the disk as a whole or is forgotten. Nothing here
 * decides what is believed.
 */
import type { Device } from '../../crypto/device.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { asParent, headOf, keyOf, type Key, type Parent, type Team } from '../../team/index.ts';
import type { Lane } from '../believe.ts';
import { bytesOf } from '../bytes.ts';
import type { PulledItem } from '../protocol/index.ts';
import type { TeamSpace } from '../space.ts';
import { ALARM, isProvenFork, stopsSending, type AlarmKind } from '../states/alarms.ts';
import { step } from '../states/machine.ts';
import type { Outbox } from '../states/outbox.ts';
import { itemOf, storedOf, type PlacedItem } from '../stored.ts';
import { GivenAgain } from './again.ts';
import { MAX_ASIDE, sortOf } from './asides.ts';
import { newDraft, newSync, type Draft } from './draft.ts';
import type { Remembered } from './judged.ts';
import type { Alarm, Aside, Reason, SpaceStore, StoreFailure, SyncRow } from './ports.ts';

const NONE: Bytes = new Uint8Array(0);
const NO_HASH = keyOf(new Uint8Array(32));
const NO_LANE: Lane = { seq: 0, hash: NO_HASH, n: 0 };
/** Bytes of a push: under the limit of a body, with room for what stands around the items. */
export const MAX_SENT = 900_000;

export const placeOf = (device: Key, seq: number) => `${device}.${seq}`;

export class SpaceSync {
	readonly store: SpaceStore;
	readonly #device: Key;
	space: TeamSpace;
	sync: SyncRow;
	aside: Map<number, Aside>;
	alarms: Map<number, Alarm>;
	/** Rounds for which something that was asked for has not come; begins anew with the app. */
	readonly missing = new Map<string, number>();
	/** Ends that the server has given since the zero cursor; `null` before a whole pull was seen. */
	given: Map<Key, number> | null = null;
	/** Devices of which the server has lost entries, with the last number that it has. */
	lost: readonly (readonly [Key, number])[] = [];
	/** Place at which the server's chain ends, where it has less of it than this phone. */
	behind: number | null = null;
	/** It has less of the chain than is here, or than it says itself: no other rollback ends by what else it has. */
	chainLess = false;
	/** Case keys offered since the last complete pull, and how many complete pulls have not brought them back. */
	readonly keysOffered = new Map<Key, number>();
	/** Case keys for which everything was asked for again since the app began: they may lie behind the cursor. */
	readonly keysAsked = new Set<Key>();
	/** Own numbers under which the server says that there is another entry, until that has come or this one is seen. */
	readonly claimed = new Set<number>();
	/** What the server says that it has lost, and what it has acknowledged and does not give. */
	readonly givenAgain = new GivenAgain();
	readonly offeredAgain = new GivenAgain();
	/** Devices, and the number up to which packs that may be believed have what their entries say. */
	packedTo: ReadonlyMap<Key, number> = new Map();
	/** What has come in this session and was not taken in yet, where this is for whoever does. */
	heard: Remembered | null = null;
	/** Entries when packs were last looked after. */
	packsAt = 0;
	/** Statements whose pack could not be stood by yet, since when. */
	readonly packsNotYet = new Map<Key, number>();
	/** How far the last pull went and how far the server says the space goes, in its numbers: shown, and believed in nothing. */
	come: readonly [at: number, last: number] | null = null;
	/** Bytes of the next push: fewer after one that did not get through. */
	mostSent = MAX_SENT;
	/** The chain goes on with something that only a newer app knows. */
	newer = false;
	/** Of a circle: the space that it belongs to. */
	home: SpaceSync | null = null;
	/** Of a circle: its chain goes on with something that speaks of an operation of the home's that is not known here. */
	held = false;
	/** Keys of cases that were declared once more since the app began; a server that refuses that too is not followed further. */
	readonly redeclared = new Set<Key>();
	/** Events that no table shows, counted for the diagnostics. */
	odd = 0;

	private constructor(
		store: SpaceStore,
		loaded: { sync: SyncRow; aside: Map<number, Aside>; alarms: Map<number, Alarm> }
	) {
		this.store = store;
		this.#device = keyOf(store.device.id);
		this.space = store.space;
		this.sync = loaded.sync;
		this.aside = loaded.aside;
		this.alarms = loaded.alarms;
	}

	/** `null` where the space was never synced. */
	static async load(store: SpaceStore): Promise<Result<SpaceSync | null, StoreFailure>> {
		const loaded = await store.load();
		if (!loaded.ok) return loaded;
		return ok(loaded.value && new SpaceSync(store, loaded.value));
	}

	static fresh(store: SpaceStore, origin: string): SpaceSync {
		return new SpaceSync(store, { sync: newSync(origin), aside: new Map(), alarms: new Map() });
	}

	get device(): Device {
		return this.store.device;
	}

	/** This device. */
	get me(): Key {
		return this.#device;
	}

	get team(): Team {
		const team = this.space.chain.at(-1);
		if (!team) throw new Error('a space has its genesis');
		return team;
	}

	get key(): Key {
		return this.team.space;
	}

	/** What a circle's operations may speak of. */
	get parent(): Parent | null {
		return this.home?.asParent ?? null;
	}

	get asParent(): Parent | null {
		return asParent(this.space.chain);
	}

	/** Where the home's chain stands, as an operation of a circle names it. */
	get above(): [n: number, hash: Bytes] | null {
		if (!this.home) return null;
		const { n, hash } = headOf(this.home.team);
		return [n, bytesOf(hash)];
	}

	get openAlarms(): readonly Alarm[] {
		return [...this.alarms.values()].filter(({ state }) => state === 'open' || state === 'put-away');
	}

	/** Nothing of this space is sent while it is so. */
	get stopped(): boolean {
		return (
			this.newer || this.held || this.sync.unfinished !== null || stopsSending(this.openAlarms.map(({ kind }) => kind))
		);
	}

	/** The number from which nothing of a device counts: it has signed two entries with one number. */
	forkedFrom(device: Key): number | null {
		const forks = this.openAlarms.filter((alarm) => isProvenFork(alarm) && alarm.about?.[0] === device);
		return forks.length > 0 ? Math.min(...forks.map(({ about }) => about?.[1] ?? 0)) : null;
	}

	async draft(): Promise<Result<Draft, StoreFailure>> {
		const own = await this.store.own();
		if (!own.ok) return own;
		return ok(newDraft(this.sync, own.value, this.aside));
	}

	/** `moved`: this device has saved in between; the step is to be done again. */
	async commit(draft: Draft): Promise<Result<'done' | 'moved', StoreFailure>> {
		const { own, ownBefore, lanes, entries, aside, read: _, ...rest } = draft;
		const sync = { ...draft.sync, lanes, nextAside: this.#nextAside(draft) };
		const committed = await this.store.commit({
			...rest,
			sync,
			aside: aside.changed,
			entries: [...entries.values()],
			own: own === ownBefore ? null : { from: ownBefore, to: own }
		});
		if (!committed.ok || committed.value === 'moved') return committed;
		this.sync = sync;
		for (const [no, row] of aside.changed) {
			if (row) this.aside.set(no, row);
			else this.aside.delete(no);
		}
		for (const [no, row] of rest.alarms) this.alarms.set(no, row);
		if (rest.chain) this.space = rest.chain.space;
		return committed;
	}

	/** One step: made on what is stored, and made again where something was saved in between. */
	async change<T>(work: (draft: Draft) => Promise<Result<T, StoreFailure>>): Promise<Result<T, StoreFailure>> {
		for (let tries = 0; tries < 20; tries++) {
			const draft = await this.draft();
			if (!draft.ok) return draft;
			const done = await work(draft.value);
			if (!done.ok) return done;
			const committed = await this.commit(draft.value);
			if (!committed.ok) return committed;
			if (committed.value === 'done') return done;
		}
		return fail('lost');
	}

	end(draft: Draft, device: Key): Lane {
		const lane = draft.lanes.get(device) ?? NO_LANE;
		return device === this.#device ? { seq: draft.own.seq, hash: keyOf(draft.own.hash), n: lane.n } : lane;
	}

	/** The stored items of these places, those of the draft first. */
	async items(
		places: readonly { device: Key; seq: number }[],
		draft: Pick<Draft, 'entries'> | null = null
	): Promise<Result<readonly (PlacedItem | null)[], StoreFailure>> {
		const drafted = places.map(({ device, seq }) => draft?.entries.get(placeOf(device, seq)));
		const stored = await this.store.entries(places.filter((_, i) => !drafted[i]));
		if (!stored.ok) return stored;
		let at = 0;
		return ok(
			drafted.map((one) => {
				const found = one ? one.stored : (stored.value[at++] ?? null);
				return found && itemOf(found);
			})
		);
	}

	place(draft: Draft, device: Key, seq: number, item: PlacedItem): void {
		draft.entries.set(placeOf(device, seq), { device, seq, stored: storedOf(item) });
	}

	advance(draft: Draft, device: Key, lane: Lane): void {
		draft.lanes.set(device, lane);
		if (device === this.#device) draft.own = { ...draft.own, seq: lane.seq, hash: bytesOf(lane.hash) };
	}

	/** After the last that is kept: whoever opens the space reads no places that are empty again. */
	#nextAside(draft: Draft): number {
		return draft.aside.all().reduce((next, [no]) => Math.max(next, no + 1), 0);
	}

	/** Keeps an item with its reason. One that is kept already is not kept twice. */
	setAside(draft: Draft, reason: Reason, found: PulledItem | PlacedItem, since: number): void {
		const item: PulledItem = found[0] === 4 ? [1, found[1], found[2], found[3]] : found;
		if (draft.aside.has(reason, item)) return;
		const sort = sortOf(reason);
		if (draft.aside.count(sort) >= MAX_ASIDE[sort]) {
			draft.full ||= sort === 'held';
			return;
		}
		draft.aside.set(draft.sync.nextAside, { reason, since, item });
		draft.sync = { ...draft.sync, nextAside: draft.sync.nextAside + 1 };
	}

	alarm(draft: Draft, kind: AlarmKind, proof: readonly Bytes[], since: number, about: Alarm['about'] = null): void {
		const all = [...this.alarms, ...draft.alarms];
		const known = new Map(all);
		const found = [...known].find(
			([, row]) => row.kind === kind && sameProof(row, proof, about) && row.state !== 'none'
		);
		const [no, before] = found ?? [draft.sync.nextAlarm, null];
		const { state, action } = step(ALARM, before?.state ?? 'none', 'seen');
		const stronger = before !== null && before.proof.length < proof.length;
		if (!action && !stronger) return;
		draft.alarms.set(no, {
			kind,
			since: before?.since ?? since,
			proof: stronger ? proof : (before?.proof ?? proof),
			about,
			state,
			until: null
		});
		if (!before) draft.sync = { ...draft.sync, nextAlarm: no + 1 };
	}

	/** What ends an alarm of this kind has come; `which`: only those. */
	settle(draft: Draft, kind: AlarmKind, now: number, which: (row: Alarm, no: number) => boolean = () => true): void {
		for (const [no, row] of new Map([...this.alarms, ...draft.alarms])) {
			const { state, action } = step(ALARM, row.state, 'ended');
			if (row.kind === kind && action && which(row, no)) draft.alarms.set(no, { ...row, state, until: now });
		}
	}

	/** Out of the banner; what it stops stays stopped. */
	putAway(draft: Draft, no: number): void {
		const row = this.alarms.get(no);
		const { state, action } = step(ALARM, row?.state ?? 'none', 'put-away');
		if (row && action) draft.alarms.set(no, { ...row, state });
	}

	setOutbox(draft: Draft, outbox: Outbox): void {
		draft.sync = { ...draft.sync, outbox };
	}
}

/** Of one thing: an alarm about a device is one from its number on; one about nothing in particular is one of its kind. */
function sameProof(row: Alarm, proof: readonly Bytes[], about: Alarm['about']): boolean {
	if (about) return row.about?.[0] === about[0] && row.about[1] === about[1];
	return (
		row.about === null &&
		(proof.length === 0 || row.proof.length === 0 || keyOf(row.proof[0] ?? NONE) === keyOf(proof[0] ?? NONE))
	);
}
