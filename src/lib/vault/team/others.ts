/**
 * What the other devices of a space have said: everything that counts (`docs/protocol.md`, 5.5). What was judged is kept judged,
 * over locks too: at unlock and as it comes, only what lies beyond is judged, and what a changed basis can change (7.3). What a
 * case says is read when it is asked for.
 */
import { rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { ok, type Result } from '$lib/domain/result';
import { EPOCH, type Hlc, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { deadRefs, type Openable } from '$lib/sync/engine/case-keys';
import { Heard } from '$lib/sync/engine/heard';
import type { HeardEntry } from '$lib/sync/engine/judged';
import { SpaceSync } from '$lib/sync/engine/space';
import { EMPTY_OUTBOX, inState, stateOf, UNSENT, type Outbox } from '$lib/sync/states/outbox';
import { keyOf, roleOf, type Key } from '$lib/team';
import { SPACE_FIELDS, type Others } from '../book.ts';
import { summaryOf } from '../case-index.ts';
import type { Identity } from '../identity.ts';
import { namesOf } from '../names.ts';
import type { Place } from '../reader.ts';
import { dropSnapshots } from '../snapshots.ts';
import { openSpaceStore } from '../sync-store.ts';
import type { CaseSummary } from '../types.ts';
import { againOf, basisOf, type Basis } from './basis.ts';
import { judgeNew, type NewlyJudged } from './judging.ts';
import { readKept, sealKept } from './kept-row.ts';
import { addJudged, countOf, dropLane, nothingKept, type Kept, type KeptCase } from './kept.ts';
import { readSaid, snapshotDue, writeSnapshot } from './said.ts';

type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;
type Done<T> = Promise<Result<T, StorageFailure>>;

/** A phone that was put out sees nothing back: what the server has said that it has is handed over. */
export function unsentStates({ team, me }: Pick<SpaceSync, 'team' | 'me'>): readonly (typeof UNSENT)[number][] {
	return team.devices.get(me)?.removed ? UNSENT.filter((state) => state !== 'acked' && state !== 'doubted') : UNSENT;
}
/** Cases whose operations stay in memory. */
const MEMORY = 40;

export class OtherDevices implements Others {
	readonly #place: Place;
	readonly #first: boolean;
	readonly #exclusive: Exclusive;
	readonly #app: string;
	/** What was said of the cases that were looked at last, with the number of entries that their snapshots have. */
	readonly #said = new Map<CaseId, { readonly operations: Operations; readonly covered: number }>();
	readonly #touched = new Set<CaseId>();
	readonly #heard = new Heard();
	#kept: Kept | null = null;
	/** Whether the stored index was looked for. */
	#looked = false;
	#unindexed = 0;
	#identity: Identity | null = null;
	#space: Openable | null = null;
	#box: Bytes | null = null;
	#outbox: Outbox = EMPTY_OUTBOX;
	#unsent: ReturnType<typeof unsentStates> = UNSENT;
	#clock: Hlc = EPOCH;
	#reads = false;
	#dead: ReadonlySet<Key> = new Set();

	constructor(place: Place, first: boolean, exclusive: Exclusive, app: string) {
		this.#place = place;
		this.#first = first;
		this.#exclusive = exclusive;
		this.#app = app;
	}

	get clock(): Hlc {
		return this.#clock;
	}

	get reads(): boolean {
		return this.#reads;
	}

	/** Entries that were judged since the index was stored. */
	get unindexed(): number {
		return this.#unindexed;
	}

	get snapshotsDue(): boolean {
		return this.#due.length > 0;
	}

	cases(): Iterable<KeptCase> {
		return this.#kept?.cases.values() ?? [];
	}

	find(id: CaseId): KeptCase | null {
		return this.#kept?.cases.get(id) ?? null;
	}

	async operationsOf(id: CaseId): Done<Operations | null> {
		const known = this.find(id);
		if (!known || !this.#space) return ok(null);
		const before = this.#said.get(id);
		if (before) return ok(before.operations);
		const said = await readSaid(this.#place, this.#space, known);
		if (!said.ok) return said;
		this.#said.set(id, said.value);
		this.#forgetOldest();
		return ok(said.value.operations);
	}

	sum(id: CaseId, own: number, summary: CaseSummary): void {
		const known = this.find(id);
		if (known) this.#kept?.cases.set(id, { ...known, own, summary });
	}

	isDead(ref: Key): boolean {
		return this.#dead.has(ref);
	}

	contactOf(device: Key): number | null {
		return this.#kept?.contacts.get(device) ?? null;
	}

	endsSeenBy(device: Key): ReadonlyMap<Key, number> {
		return this.#kept?.seen.get(device) ?? new Map();
	}

	spokenOf(device: Key): number {
		return this.#kept?.spoken.get(device) ?? 0;
	}

	unsent(last: number): number {
		return inState(this.#outbox, this.#unsent, last).reduce((sum, { from, to }) => sum + to - from + 1, 0);
	}

	/** These have just come, and count. */
	heard(entries: readonly HeardEntry[]): void {
		this.#heard.add(entries);
	}

	holds(seq: number): boolean {
		const state = stateOf(this.#outbox, seq);
		return state !== 'lost' && state !== 'passed';
	}

	/** Cases that something has come for since this was last asked. */
	takeTouched(): readonly CaseId[] {
		const touched = [...this.#touched].filter((id) => id !== SPACE_FIELDS);
		this.#touched.clear();
		return touched;
	}

	async catchUp(identity: Identity, onProgress: (done: number) => void = () => undefined): Done<void> {
		const { store, container, keys } = this.#place;
		const found = await store.get(container, [await rowId(keys, 'sync', identity.space.id)]);
		if (!found.ok) return found;
		const box = (found.value[0] ?? null) as Bytes | null;
		const same = box === null ? this.#box === null : this.#box !== null && equal(box, this.#box);
		if (same && identity === this.#identity) return ok(undefined);
		if (!this.#looked) {
			const stored = await readKept(this.#place, namesOf(identity.space.id, this.#first).others);
			if (!stored.ok) return stored;
			this.#kept = stored.value;
			this.#looked = true;
		}
		const loaded = await SpaceSync.load(openSpaceStore(this.#place, identity, this.#first, this.#exclusive));
		if (!loaded.ok) return loaded;
		if (loaded.value) {
			loaded.value.heard = this.#heard.of(loaded.value);
			const taken = await this.#takeIn(loaded.value, onProgress);
			if (!taken.ok) return taken;
			this.#heard.clear();
		}
		const team = identity.space.chain.at(-1);
		this.#reads = team !== undefined && roleOf(team, keyOf(identity.device.id)) === 'reader';
		this.#identity = identity;
		this.#box = box;
		return ok(undefined);
	}

	/** Writes the index and snapshots. Failing loses nothing but time later. */
	async tidy(): Promise<void> {
		const [kept, space] = [this.#kept, this.#space];
		if (!kept || !space) return;
		for (const known of this.#due) {
			const operations = this.#said.get(known.id)?.operations;
			if (!operations) continue;
			const written = await writeSnapshot(this.#place, space, known, operations);
			if (written.ok) this.#said.set(known.id, { operations, covered: countOf(known.places) });
		}
		if (this.#unindexed === 0) return;
		const row = await sealKept(this.#place, namesOf(space.space.id, this.#first).others, kept);
		const stored = await this.#place.store.put(this.#place.container, [row]);
		if (stored.ok) this.#unindexed = 0;
	}

	/** Nothing of this case is shown any more, nor kept in index or snapshots once they are written again. */
	drop(id: CaseId): void {
		if (!this.#kept?.cases.delete(id)) return;
		this.#said.delete(id);
		this.#touched.add(id);
		this.#unindexed += 1;
	}

	async #takeIn(space: SpaceSync, onProgress: (done: number) => void): Done<void> {
		const basis = basisOf(space, this.#app);
		const all = this.#kept ? againOf(this.#kept.basis, basis, space.team, this.#kept.ends) : 'all';
		const kept = all === 'all' ? null : this.#kept;
		const again = all === 'all' ? { lanes: new Set<Key>(), unopened: false } : all;
		const judged = await judgeNew(space, kept, again, onProgress);
		if (!judged.ok) return judged;
		const dropped = await dropSnapshots(this.#place, judged.value.dead);
		if (!dropped.ok) return dropped;
		this.#apply(kept, basis, judged.value);
		this.#space = space;
		this.#clock = space.sync.clock;
		this.#outbox = space.sync.outbox;
		this.#unsent = unsentStates(space);
		this.#dead = deadRefs(space);
		return ok(undefined);
	}

	#apply(before: Kept | null, basis: Basis, { anew, ends, again, dead, judged }: NewlyJudged): void {
		if (!before) for (const { id } of this.cases()) this.#lost(id);
		const kept = before ?? nothingKept(basis);
		for (const device of anew) for (const id of dropLane(kept, device)) this.#lost(id);
		for (const { device, seq } of again)
			for (const waiting of [kept.held, kept.unopened]) waiting.get(device)?.delete(seq);
		for (const id of dead) {
			kept.cases.delete(id);
			this.#lost(id);
		}
		for (const [device, { seq, hash, n }] of ends) kept.ends.set(device, { seq, hash, n });
		kept.basis = basis;
		this.#kept = kept;
		const spoken = addJudged(kept, judged, (id) => this.#said.get(id)?.operations, summaryOf);
		for (const [id, operations] of spoken) {
			this.#touched.add(id);
			const covered = this.#said.get(id)?.covered ?? 0;
			this.#said.delete(id);
			if (operations) this.#said.set(id, { operations, covered });
		}
		this.#forgetOldest();
		this.#unindexed += anew.size + dead.length + judged.filter(({ counted }) => counted.is !== 'held').length;
	}

	#lost(id: CaseId): void {
		this.#said.delete(id);
		this.#touched.add(id);
	}

	#forgetOldest(): void {
		for (const oldest of this.#said.keys()) {
			if (this.#said.size <= MEMORY) break;
			this.#said.delete(oldest);
		}
	}

	get #due(): readonly KeptCase[] {
		return [...this.#said].flatMap(([id, { covered }]) => {
			const known = this.find(id);
			return known && snapshotDue(known, covered) ? [known] : [];
		});
	}
}
