/**
 * What the other devices of a space have said, in memory: everything that counts (`docs/protocol.md`, 5.5), read once at unlock
 * and then as far as it has come since. All of it is judged anew where the chain, the keys or an alarm have changed, since any of
 * these changes what counts.
 */
import { rowId } from '$lib/crypto/row';
import { equal, type Bytes } from '$lib/crypto/suite';
import type { CaseId } from '$lib/domain/case';
import { ok, type Result } from '$lib/domain/result';
import { EPOCH, merge, type Hlc, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { SpaceSync } from '$lib/sync/engine/space';
import { judgeLane, type Judged } from '$lib/sync/engine/state';
import { OF_WATCHING } from '$lib/sync/engine/take';
import { EMPTY_OUTBOX, inState, type Outbox } from '$lib/sync/states/outbox';
import { keyOf, roleOf, type Key } from '$lib/team';
import { SPACE_FIELDS, type Others } from '../book.ts';
import type { Identity } from '../identity.ts';
import { caseIdOf, type Place } from '../reader.ts';
import { openSpaceStore } from '../sync-store.ts';

type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;
interface Said {
	readonly ref: string | null;
	readonly operations: Operations;
}

/** What of this device's entries is not known to be with the server. `lost`: a hole says that they never come. */
export const UNSENT = [
	'waiting',
	'offered',
	'acked',
	'doubted',
	'refused',
	'unfit',
	'kept',
	'alone',
	'conflict',
	'private',
	'stuck'
] as const;

export class OtherDevices implements Others {
	readonly #place: Place;
	readonly #first: boolean;
	readonly #exclusive: Exclusive;
	readonly #said = new Map<CaseId, Said>();
	/** Device → how far it was read, and the newest place that one of its entries names. */
	readonly #ends = new Map<Key, { readonly seq: number; readonly n: number }>();
	/** Entries whose case key was not here, with the place named before them. */
	readonly #held = new Map<string, { readonly device: Key; readonly seq: number; readonly n: number }>();
	readonly #contacts = new Map<Key, number>();
	/** Device → ends of the others, as its last checkpoint has them. */
	readonly #seen = new Map<Key, ReadonlyMap<Key, number>>();
	/** The last entry of a device that says more than what it has seen. */
	readonly #spoken = new Map<Key, number>();
	readonly #touched = new Set<CaseId>();
	#identity: Identity | null = null;
	#box: Bytes | null = null;
	#basis = '';
	#outbox: Outbox = EMPTY_OUTBOX;
	#clock: Hlc = EPOCH;
	#reads = false;

	constructor(place: Place, first: boolean, exclusive: Exclusive) {
		this.#place = place;
		this.#first = first;
		this.#exclusive = exclusive;
	}

	get clock(): Hlc {
		return this.#clock;
	}

	get reads(): boolean {
		return this.#reads;
	}

	cases(): Iterable<CaseId> {
		return this.#said.keys();
	}

	of(id: CaseId): Said | null {
		return this.#said.get(id) ?? null;
	}

	contactOf(device: Key): number | null {
		return this.#contacts.get(device) ?? null;
	}

	endsSeenBy(device: Key): ReadonlyMap<Key, number> {
		return this.#seen.get(device) ?? new Map();
	}

	spokenOf(device: Key): number {
		return this.#spoken.get(device) ?? 0;
	}

	unsent(last: number): number {
		return inState(this.#outbox, UNSENT, last).reduce((sum, { from, to }) => sum + to - from + 1, 0);
	}

	/** Cases that something has come for since this was last asked. */
	takeTouched(): readonly CaseId[] {
		const touched = [...this.#touched].filter((id) => id !== SPACE_FIELDS);
		this.#touched.clear();
		return touched;
	}

	async catchUp(identity: Identity): Promise<Result<void, StorageFailure>> {
		const { store, container, keys } = this.#place;
		const found = await store.get(container, [await rowId(keys, 'sync', identity.space.id)]);
		if (!found.ok) return found;
		const box = (found.value[0] ?? null) as Bytes | null;
		const same = box === null ? this.#box === null : this.#box !== null && equal(box, this.#box);
		if (same && identity === this.#identity) return ok(undefined);
		const loaded = await SpaceSync.load(openSpaceStore(this.#place, identity, this.#first, this.#exclusive));
		if (!loaded.ok) return loaded;
		if (loaded.value) {
			const taken = await this.#takeIn(loaded.value);
			if (!taken.ok) return taken;
		}
		const team = identity.space.chain.at(-1);
		this.#reads = team !== undefined && roleOf(team, keyOf(identity.device.id)) === 'reader';
		this.#identity = identity;
		this.#box = box;
		return ok(undefined);
	}

	async #takeIn(space: SpaceSync): Promise<Result<void, StorageFailure>> {
		const alarms = space.openAlarms
			.filter(({ kind }) => kind === 'fork-device' || kind === 'two-keys')
			.map(({ kind, about }) => `${kind} ${about?.join(' ') ?? ''}`);
		const { chain, keys } = space.space;
		const basis = [chain.length, keys.size, space.sync.filled, ...alarms.sort()].join();
		const anew = basis !== this.#basis;
		const known = anew ? new Map<Key, { seq: number; n: number }>() : this.#ends;
		const judged: Judged[] = [];
		for (const { device, seq, n } of anew ? [] : this.#held.values()) {
			const again = await judgeLane(space, device, seq, seq, null, n);
			if (!again.ok) return again;
			judged.push(...again.value);
		}
		const ends: [Key, number, number][] = [];
		for (const [device, { seq }] of space.sync.lanes) {
			const from = known.get(device) ?? { seq: 0, n: 0 };
			if (device === space.me || seq <= from.seq) continue;
			const lane = await judgeLane(space, device, from.seq + 1, seq, null, from.n);
			if (!lane.ok) return lane;
			judged.push(...lane.value);
			ends.push([device, seq, lane.value.at(-1)?.n ?? from.n]);
		}
		if (anew) this.#forget();
		for (const [device, seq, n] of ends) this.#ends.set(device, { seq, n });
		this.#say(judged);
		this.#basis = basis;
		this.#clock = space.sync.clock;
		this.#outbox = space.sync.outbox;
		return ok(undefined);
	}

	#say(judged: readonly Judged[]): void {
		const said = new Map<CaseId, { ref: string | null; ops: Operations }>();
		for (const { device, seq, ref, counted, n } of judged) {
			const place = `${device}.${seq}`;
			if (counted.is === 'held') this.#held.set(place, { device, seq, n });
			else this.#held.delete(place);
			if (counted.is === 'held') this.#spoken.set(device, seq);
			if (counted.is !== 'counts') continue;
			const { content } = counted;
			if (content.kind === 'checkpoint')
				this.#seen.set(device, new Map(content.said.ends.map(([of, end]) => [keyOf(of), end])));
			else if (!OF_WATCHING.has(content.kind)) this.#spoken.set(device, seq);
			const { caseId, hlc, ops } = content;
			this.#contacts.set(device, Math.max(this.#contacts.get(device) ?? 0, hlc.ms));
			if (ops.length === 0) continue;
			const id = caseId ? caseIdOf(caseId) : SPACE_FIELDS;
			const before = said.get(id);
			said.set(id, { ref: ref ?? before?.ref ?? null, ops: merge(before?.ops ?? new Map(), ops) });
		}
		for (const [id, { ref, ops }] of said) {
			const before = this.#said.get(id);
			const operations = merge(before?.operations ?? new Map(), ops.values());
			this.#said.set(id, { ref: before?.ref ?? ref, operations });
			this.#touched.add(id);
		}
	}

	#forget(): void {
		for (const id of this.#said.keys()) this.#touched.add(id);
		for (const all of [this.#said, this.#ends, this.#held, this.#contacts, this.#seen, this.#spoken]) all.clear();
	}
}
