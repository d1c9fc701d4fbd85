/**
 * Takes in what a pull has brought (`docs/protocol.md`, 9.2): each item is believed or not, and a batch is stored whole with its
 * cursor. A set union: duplicates, order and batching change nothing.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { observe, type AnyContent } from '../../journal/index.ts';
import { isErased, keyOf, type Key } from '../../team/index.ts';
import { believe, believeHole, count, type Known, type Verdict } from '../believe.ts';
import type { PulledItem } from '../protocol/index.ts';
import { prove, type ProvenEntry, type ProvenHole, type ProvenKey } from '../prove.ts';
import { happen } from '../states/outbox.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import { declaredOf, openEntry } from './case-keys.ts';
import { fork } from './fork.ts';
import type { Declared, StoreFailure } from './ports.ts';
import { placeOf, type Draft, type SpaceSync } from './space.ts';

type Done = Promise<Result<void, StoreFailure>>;

export class Taking {
	readonly #space: SpaceSync;
	readonly #draft: Draft;
	readonly #now: number;
	readonly #existing = new Map<string, string>();
	/** Something held names an operation that is not known here. */
	chainMoved = false;

	constructor(space: SpaceSync, draft: Draft, now: number) {
		this.#space = space;
		this.#draft = draft;
		this.#now = now;
	}

	async take(items: readonly PulledItem[]): Done {
		for (const item of items) {
			const taken = await this.#one(item, null);
			if (!taken.ok) return taken;
		}
		return ok(undefined);
	}

	/** What was held is judged again: the chain, a key or an entry has come that it may have waited for. */
	async again(until: 'membership' | 'gap' | 'key'): Done {
		for (const [no, { reason, item }] of this.#space.asides(this.#draft)) {
			if (reason !== until) continue;
			const taken = await this.#one(item, no);
			if (!taken.ok) return taken;
		}
		return ok(undefined);
	}

	async #one(item: PulledItem, held: number | null): Done {
		const proven = await prove(item, this.#space.team);
		switch (proven.kind) {
			case 'malformed':
				this.#space.setAside(this.#draft, 'malformed', item, this.#now);
				return ok(undefined);
			case 'key':
				return this.#key(proven, item, held);
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
			believed.is === 'placed' && item[0] === 1 && !this.#isExplained(proven.device, first)
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
				if (
					held !== null &&
					this.#space.asides(this.#draft).some(([no, row]) => no === held && row.reason === verdict.until)
				)
					return ok(undefined);
				this.#release(held);
				this.#space.setAside(this.#draft, verdict.until, item, this.#now);
				return ok(undefined);
			case 'known':
				this.#release(held);
				this.#seen(proven.device, first, last);
				return ok(undefined);
			case 'alarm':
				this.#release(held);
				return fork(this.#space, this.#draft, this.#now, { kind: verdict.kind, proven, item, seq: first });
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
		this.#existing.set(placeOf(device, first), proven.kind === 'entry' ? hash : 'hole');
		const n = proven.kind === 'entry' ? Math.max(before.n, proven.head.n) : before.n;
		space.advance(this.#draft, device, { seq: last, hash, n });
		if (device === space.me) {
			// Of ours, and not here: our store is an old copy, or there are two of us.
			space.alarm(this.#draft, 'went-back', [item[1]], this.#now);
			this.#seen(device, first, last);
		}
		// Its contents are in a pack: until they are here, this is no complete pull.
		if (item[0] === 1 && !isErased(space.team, device, first)) this.#draft.sync = { ...this.#draft.sync, last: null };
		if (doubt) space.setAside(this.#draft, doubt, item, this.#now);
		else if (item[0] === 0) {
			const heard = await this.#hear(proven as ProvenEntry, item);
			if (!heard.ok) return heard;
		}
		return this.#next(device, last);
	}

	/** What a believed entry means for the sync itself, beyond what it says of cases. */
	async #hear(entry: ProvenEntry, item: [0, Bytes]): Done {
		const space = this.#space;
		const draft = this.#draft;
		const at = space.space.chain[entry.head.n];
		if (!at) return ok(undefined);
		const opening = await openEntry(space, draft, item[1]);
		if (!opening.ok) return opening;
		const { opened, unopened } = opening.value;
		if (unopened) {
			draft.sync = { ...draft.sync, unopened: true };
			return ok(undefined);
		}
		// Of a case that is erased: only what shows that the chain is whole is kept.
		const reduced = opened === 'shredded' && entry.device !== space.me ? await reducedOf(item) : null;
		if (reduced) space.place(draft, entry.device, entry.seq, reduced);
		const counted = count(at, entry.device, opened);
		if (counted.is === 'aside') space.setAside(draft, counted.doubt, item, this.#now);
		return counted.is === 'counts' ? this.hear(counted.content, entry.device, item[1]) : ok(undefined);
	}

	/** The same for an entry that was read again. */
	async hear(content: AnyContent, device: Key, raw: Bytes): Done {
		const draft = this.#draft;
		draft.sync = { ...draft.sync, clock: observe(draft.sync.clock, content.hlc, this.#now) };
		if (content.kind === 'keys') {
			for (const declared of content.said.keys) {
				const done = await this.#declare(declared, raw);
				if (!done.ok) return done;
			}
		}
		return content.kind === 'checkpoint' ? this.#compare(content.said.ends, device, raw) : ok(undefined);
	}

	async #declare(key: Declared['key'], raw: Bytes): Done {
		const ref = keyOf(key[0]);
		const known = await declaredOf(this.#space, this.#draft, ref);
		if (!known.ok) return known;
		const before = known.value;
		const same = before && before.key[1] === key[1] && keyOf(before.key[2]) === keyOf(key[2]);
		if (before && !same) {
			this.#draft.declared.set(ref, { key: before.key, two: true });
			this.#space.alarm(this.#draft, 'two-keys', [raw], this.#now, [ref, 0]);
		} else if (!before) this.#draft.declared.set(ref, { key, two: false });
		if (before) return ok(undefined);
		// A key that came before its declaration.
		for (const [no, { reason, item }] of this.#space.asides(this.#draft)) {
			if (reason !== 'key' || item[0] !== 2) continue;
			const proven = await prove(item, this.#space.team);
			if (proven.kind !== 'key' || proven.ref !== ref) continue;
			const taken = await this.#key(proven, item, no);
			if (!taken.ok) return taken;
		}
		return ok(undefined);
	}

	async #key(proven: ProvenKey, item: PulledItem, held: number | null): Done {
		const declared = await declaredOf(this.#space, this.#draft, proven.ref);
		if (!declared.ok) return declared;
		if (!declared.value) {
			if (held === null) this.#space.setAside(this.#draft, 'key', item, this.#now);
			return ok(undefined);
		}
		this.#release(held);
		const [, epoch, hash] = declared.value.key;
		if (epoch !== proven.epoch || keyOf(hash) !== proven.hash) {
			this.#space.setAside(this.#draft, 'forged', item, this.#now);
			return ok(undefined);
		}
		const { sync } = this.#draft;
		this.#draft.sync = { ...sync, keysOut: sync.keysOut.filter((ref) => ref !== proven.ref) };
		this.#space.keysOffered.delete(proven.ref);
		if (!this.#space.team.shredded.has(proven.ref)) this.#draft.caseKeys.set(proven.ref, item[1]);
		return ok(undefined);
	}

	/** What somebody else has seen: the same as here, more than here, or another history. */
	async #compare(ends: readonly (readonly [Bytes, number, Bytes])[], by: Key, raw: Bytes): Done {
		const space = this.#space;
		for (const [id, seq, hash] of ends) {
			const device = keyOf(id);
			if (device === by || seq === 0) continue;
			const end = space.end(this.#draft, device);
			if (seq > end.seq) {
				const promised = new Map(this.#draft.sync.promised);
				promised.set(device, Math.max(promised.get(device) ?? 0, seq));
				this.#draft.sync = { ...this.#draft.sync, promised };
				continue;
			}
			const found = seq === end.seq ? ok(end.hash) : await this.#readPlace(device, seq);
			if (!found.ok) return found;
			// Inside of a hole, or a row that does not read: nothing to compare with.
			if (found.value && found.value !== 'hole' && found.value !== keyOf(hash))
				space.alarm(this.#draft, 'fork-device', [raw], this.#now, [device, seq]);
		}
		return ok(undefined);
	}

	/** What waited for this number. */
	async #next(device: Key, last: number): Done {
		for (const [no, { reason, item }] of this.#space.asides(this.#draft)) {
			if (reason !== 'gap') continue;
			const proven = await prove(item, this.#space.team);
			const first = proven.kind === 'entry' ? proven.seq : proven.kind === 'hole' ? proven.from : null;
			if (first === null || first > last + 1 || !('device' in proven) || proven.device !== device) continue;
			// What came without its contents, and has come with them since.
			if (first <= last) {
				this.#release(no);
				continue;
			}
			return this.#placed(proven, item as PlacedItem, no);
		}
		return ok(undefined);
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

	/** Hash of what has a place; `hole` inside of one. Read once. */
	async #readPlace(device: Key, seq: number): Promise<Result<string | null, StoreFailure>> {
		const place = placeOf(device, seq);
		const known = this.#existing.get(place);
		if (known !== undefined) return ok(known);
		if (seq > this.#space.end(this.#draft, device).seq) return ok(null);
		const items = await this.#space.items([{ device, seq }], this.#draft);
		if (!items.ok) return items;
		const item = items.value[0];
		const proven = item && (await prove(item, this.#space.team));
		// No row inside of what is behind us: it is a hole's.
		const found = proven?.kind === 'entry' ? proven.hash : 'hole';
		this.#existing.set(place, found);
		return ok(found);
	}
}
