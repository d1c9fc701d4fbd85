/**
 * Takes in what a pull has brought (`docs/protocol.md`, 9.2): each item is believed or not, and a batch is stored whole with its
 * cursor. A set union: duplicates, order and batching change nothing.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { observe, type AnyContent } from '../../journal/index.ts';
import { isErased, keyOf, type Key } from '../../team/index.ts';
import { believe, believeHole, count, type Counted, type Known, type Occupant, type Verdict } from '../believe.ts';
import { openFirst } from '../open.ts';
import type { PulledItem } from '../protocol/index.ts';
import { identify, prove, type Proven, type ProvenEntry, type ProvenHole } from '../prove.ts';
import { happen } from '../states/outbox.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import { openCases, proveAll, storedDeclaration, type OfCase, type Proving } from './ahead.ts';
import { compareEnds, disprove } from './checkpoint.ts';
import { raiseFork } from './fork.ts';
import { heardEntry } from './heard.ts';
import type { HeardEntry } from './judged.ts';
import type { Declared, StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import { placeOf, type SpaceSync } from './space.ts';
import { judgeLane } from './state.ts';
import { takeDeclared, takeKey } from './take-keys.ts';
import { heardAgain } from './two-keys.ts';

/** Kinds that say only what a phone has seen or done with it. */
export const OF_WATCHING: ReadonlySet<AnyContent['kind']> = new Set(['checkpoint', 'access']);

type Done = Promise<Result<void, StoreFailure>>;

export class Taking {
	readonly #space: SpaceSync;
	readonly #draft: Draft;
	readonly #now: number;
	readonly #existing = new Map<string, Occupant>();
	readonly #opened = new WeakMap<ProvenEntry, NonNullable<Proving['outer']>>();
	/** What is said of cases, and not heard yet. */
	readonly #ofCases: OfCase[] = [];
	/** What has its place now, and counts; not what came into a place that there was. */
	readonly heard: HeardEntry[] = [];
	/** Something held names an operation that is not known here. */
	chainMoved = false;

	constructor(space: SpaceSync, draft: Draft, now: number) {
		this.#space = space;
		this.#draft = draft;
		this.#now = now;
	}

	async take(items: readonly PulledItem[]): Done {
		for await (const { item, proven, outer, declared } of proveAll(this.#space, items)) {
			if (!declared.ok) return declared;
			if (proven.kind === 'entry' && outer) this.#opened.set(proven, outer);
			const taken = await this.#judge(item, null, proven, declared.value);
			if (!taken.ok) return taken;
		}
		return this.#hearCases();
	}

	/** What was held is judged again: the chain, a key or an entry has come that it may have waited for. */
	async again(until: 'membership' | 'gap' | 'key'): Done {
		for (const [no, { item }] of this.#draft.aside.of(until)) {
			const proven = await prove(item, this.#space.team);
			const declared = await storedDeclaration(this.#space, proven);
			if (!declared.ok) return declared;
			const taken = await this.#judge(item, no, proven, declared.value);
			if (!taken.ok) return taken;
		}
		return this.#hearCases();
	}

	async #judge(item: PulledItem, held: number | null, proven: Proven, stored: Declared | null): Done {
		switch (proven.kind) {
			case 'malformed':
				this.#space.setAside(this.#draft, 'malformed', item, this.#now);
				return ok(undefined);
			case 'key':
				takeKey(this.#space, this.#draft, { proven, item, held, stored }, this.#now);
				return ok(undefined);
			case 'hole':
			case 'entry':
				return this.#placed(proven, item as PlacedItem, held);
		}
	}

	async #placed(proven: ProvenEntry | ProvenHole, item: PlacedItem, held: number | null): Done {
		const first = proven.kind === 'entry' ? proven.seq : proven.from;
		const last = proven.kind === 'entry' ? proven.seq : proven.to;
		const existing = await this.#readPlace(proven.device, first);
		if (!existing.ok) return existing;
		const known = this.#known();
		const believed: Verdict = proven.kind === 'entry' ? believe(known, proven) : believeHole(known, proven);
		// Its contents are kept from us, where nothing says that they are to be gone: as if it had not come.
		const verdict: Verdict =
			(believed.is === 'placed' || believed.is === 'fills') && item[0] === 1 && !this.#isExplained(proven.device, first)
				? { is: 'held', until: 'gap' }
				: believed;
		const { given } = this.#space;
		if (given && proven.genuine) given.set(proven.device, Math.max(given.get(proven.device) ?? 0, last));
		switch (verdict.is) {
			case 'refused':
				return ok(undefined);
			case 'aside':
				this.#release(held);
				this.#space.setAside(this.#draft, verdict.doubt, item, this.#now);
				return ok(undefined);
			case 'held':
				if (verdict.until === 'membership') this.chainMoved = true;
				if (held !== null && this.#draft.aside.get(held)?.reason === verdict.until) return ok(undefined);
				this.#release(held);
				this.#space.setAside(this.#draft, verdict.until, item, this.#now);
				return ok(undefined);
			case 'known':
				this.#release(held);
				this.#seen(proven.device, first, last);
				return ok(undefined);
			case 'alarm':
				this.#release(held);
				return raiseFork(this.#space, this.#draft, verdict.kind, { proven, item, seq: first }, this.#now);
			case 'fills':
				this.#release(held);
				return this.#fill(proven, item, first);
			case 'placed':
				this.#release(held);
				return this.#put(proven, item, first, last, verdict.doubt);
		}
	}

	async #put(
		proven: ProvenEntry | ProvenHole,
		item: PlacedItem,
		first: number,
		last: number,
		doubt: Extract<Verdict, { is: 'placed' }>['doubt']
	): Done {
		const { device, hash } = proven;
		const space = this.#space;
		const before = space.end(this.#draft, device);
		space.place(this.#draft, device, first, item);
		this.#existing.set(placeOf(device, first), {
			hole: proven.kind === 'hole',
			hash: first === last ? hash : null
		});
		const n = proven.kind === 'entry' ? Math.max(before.n, proven.head.n) : before.n;
		space.advance(this.#draft, device, { seq: last, hash, n });
		if (device === space.me) {
			// Of ours, and not here: our store is an old copy, or there are two of us.
			space.alarm(this.#draft, 'went-back', [item[1]], this.#now);
			this.#seen(device, first, last);
		}
		this.#awaitContents(item, device, first);
		if (doubt) space.setAside(this.#draft, doubt, item, this.#now);
		else if (item[0] === 0) {
			const heard = await this.#hear(proven as ProvenEntry, item);
			if (!heard.ok) return heard;
		}
		return this.#next(device, last);
	}

	/** An entry of which its device had said that it would not come: judged as if it had stood there always. */
	async #fill({ device, hash }: ProvenEntry | ProvenHole, item: PlacedItem, seq: number): Done {
		const [space, draft] = [this.#space, this.#draft];
		space.place(draft, device, seq, item);
		this.#existing.set(placeOf(device, seq), { hole: false, hash });
		draft.sync = { ...draft.sync, filled: draft.sync.filled + 1 };
		this.#seen(device, seq, seq);
		this.#awaitContents(item, device, seq);
		const judged = await judgeLane(space, device, seq, seq, draft);
		if (!judged.ok) return judged;
		for (const { counted, raw } of judged.value) {
			if (counted.is === 'aside') space.setAside(draft, counted.doubt, item, this.#now);
			const heard = counted.is === 'counts' ? await this.hear(counted.content, device, raw) : ok(undefined);
			if (!heard.ok) return heard;
		}
		return ok(undefined);
	}

	/** What a believed entry means for the sync itself, beyond what it says of cases. */
	async #hear(entry: ProvenEntry, item: [0, Bytes]): Done {
		const space = this.#space;
		const draft = this.#draft;
		const at = space.space.chain[entry.head.n];
		if (!at) return ok(undefined);
		const outer = this.#opened.get(entry) ?? (await openFirst(entry.parsed ?? null, space));
		if (!('opened' in outer)) {
			this.#ofCases.push({ at, outer, entry, item });
			return ok(undefined);
		}
		if (outer.unopened) {
			draft.sync = { ...draft.sync, unopened: true };
			return ok(undefined);
		}
		// Of a case that is erased: only what shows that the chain is whole is kept.
		const reduced = outer.opened === 'shredded' && entry.device !== space.me ? await reducedOf(item) : null;
		if (reduced) space.place(draft, entry.device, entry.seq, reduced);
		return this.#counted(count(at, entry.device, outer.opened), entry, null, item);
	}

	/** What is said of cases, once all has come that may have brought their keys. */
	async #hearCases(): Done {
		const opened = await openCases(this.#space, this.#draft, this.#ofCases.splice(0));
		if (!opened.ok) return opened;
		for (const { at, item, entry, opening } of opened.value) {
			const done = await this.#counted(count(at, entry.device, opening.opened), entry, opening.ref, item);
			if (!done.ok) return done;
		}
		return ok(undefined);
	}

	async #counted(counted: Counted, { device, parsed }: ProvenEntry, ref: Key | null, item: [0, Bytes]): Done {
		if (counted.is === 'counts' && parsed) this.heard.push(heardEntry(parsed, ref, counted));
		if (counted.is === 'aside') this.#space.setAside(this.#draft, counted.doubt, item, this.#now);
		return counted.is === 'counts' ? this.hear(counted.content, device, item[1]) : ok(undefined);
	}

	/** The same for an entry that was read again. */
	async hear(content: AnyContent, device: Key, raw: Bytes): Done {
		const draft = this.#draft;
		disprove(this.#space, draft, device, content.hlc);
		const clock = observe(draft.sync.clock, content.hlc, this.#now);
		// That others have seen something is not worth telling them: two phones would never be done.
		const more = draft.sync.told.more || (device !== this.#space.me && !OF_WATCHING.has(content.kind));
		draft.sync = { ...draft.sync, clock, told: { ...draft.sync.told, more } };
		if (content.kind === 'keys') {
			const done = await takeDeclared(this.#space, draft, content.said.keys, raw, this.#now);
			if (!done.ok) return done;
		}
		if (content.kind === 'restated' && content.said.of)
			return heardAgain(this.#space, draft, { device, of: content.said.of, now: this.#now });
		if (content.kind !== 'checkpoint') return ok(undefined);
		const ends = content.said.ends.filter(([id]) => keyOf(id) !== device);
		const seen = { ends, hlc: content.hlc };
		const forked = await compareEnds(this.#space, draft, seen, (at, seq) => this.#readPlace(at, seq));
		if (!forked.ok) return forked;
		for (const about of forked.value) this.#space.alarm(draft, 'fork-device', [raw], this.#now, about);
		return ok(undefined);
	}

	/** What waited for this number. */
	async #next(device: Key, last: number): Done {
		for (const [no, { item }] of this.#draft.aside.of('gap')) {
			const proven = await prove(item, this.#space.team);
			if (proven.kind !== 'entry' && proven.kind !== 'hole') continue;
			const first = proven.kind === 'entry' ? proven.seq : proven.from;
			if (first > last + 1 || proven.device !== device) continue;
			// What came without its contents, and has come with them since.
			if (first <= last) {
				this.#release(no);
				continue;
			}
			return this.#placed(proven, item as PlacedItem, no);
		}
		return ok(undefined);
	}

	/** Contents that are in a pack: until they are here, this is no complete pull. */
	#awaitContents(item: PlacedItem, device: Key, seq: number): void {
		if (item[0] !== 1 || isErased(this.#space.team, device, seq)) return;
		this.#draft.sync = { ...this.#draft.sync, last: null };
	}

	#seen(device: Key, from: number, to: number): void {
		if (device !== this.#space.me) return;
		const { outbox } = happen(this.#draft.sync.outbox, 'seen', from, to);
		this.#space.setOutbox(this.#draft, outbox);
	}

	/** Whether something says why the contents of an entry are not with the server. */
	#isExplained(device: Key, seq: number): boolean {
		const { team, packedTo } = this.#space;
		return seq <= (packedTo.get(device) ?? 0) || isErased(team, device, seq);
	}

	#release(held: number | null): void {
		if (held !== null) this.#draft.aside.set(held, null);
	}

	#known(): Known {
		return {
			space: this.#space.key,
			chain: this.#space.space.chain,
			end: (device) => this.#space.end(this.#draft, device),
			at: (device, seq) => this.#existing.get(placeOf(device, seq)) ?? null
		};
	}

	/** What has a place. Read once. */
	async #readPlace(device: Key, seq: number): Promise<Result<Occupant | null, StoreFailure>> {
		const place = placeOf(device, seq);
		const known = this.#existing.get(place);
		if (known !== undefined) return ok(known);
		if (seq > this.#space.end(this.#draft, device).seq) return ok(null);
		const items = await this.#space.items([{ device, seq }], this.#draft);
		if (!items.ok) return items;
		const item = items.value[0];
		const proven = item && (await identify(item));
		// No row inside of what is behind us: it is a hole's.
		const hole = proven?.kind !== 'entry';
		const alone = proven?.kind === 'entry' || (proven?.kind === 'hole' && proven.from === proven.to);
		const found = { hole, hash: alone ? proven.hash : null };
		this.#existing.set(place, found);
		return ok(found);
	}
}
