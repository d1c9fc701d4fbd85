/** The result of each pushed item, and the rows that come of them: decided from what is known, without a database. */
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { GAP, OTHER, REFUSED, sameBytes, STORED, THERE, type ErrorCode } from '../../sync/protocol/index.ts';
import { isBeyondEnd, keyOf, type Key, type Team } from '../../team/index.ts';
import type { Item, Tables } from '../database/tables.ts';
import { sha256 } from '../verify.ts';
import { addKey, endOf, placeOf, type Known } from './ends.ts';
import type { Sent, SentEntry, SentHole, SentKey } from './sent.ts';
import { isErased } from './shredded.ts';

export type PushResult = [code: number, detail: Bytes | number | string | null];
type Late = Tables['late'];

export interface Settled {
	readonly results: readonly PushResult[];
	readonly items: readonly Item[];
	readonly late: readonly Late[];
	/** Devices that have new last entries. */
	readonly moved: ReadonlyMap<Key, { readonly device: Bytes; readonly seq: number; readonly hash: Bytes }>;
	readonly nextNo: number;
	readonly bytes: number;
}

export interface LateDesk {
	readonly device: Bytes;
	readonly key: Key;
	readonly day: number;
	readonly left: { items: number; bytes: number };
}

export interface Desk {
	readonly space: Bytes;
	readonly team: Team;
	readonly known: Known;
	/** First number that is free. */
	readonly nextNo: number;
	/** Of a removed device that hands over what it had not sent; `null` for one that stands. */
	readonly late: LateDesk | null;
	/** Hashes of late work that is there. */
	readonly lateThere: Set<Key>;
}

/** Beside the bytes of an item: what frames it in a pull. */
const FRAME = 96;

export function settle(sent: readonly Sent[], desk: Desk): Settled {
	const items: Item[] = [];
	const late: Late[] = [];
	const moved = new Map<Key, { device: Bytes; seq: number; hash: Bytes }>();
	const waiting = new Set<Key>();
	let nextNo = desk.nextNo;
	let bytes = 0;
	const { known, team } = desk;

	const stand = (error: ErrorCode): PushResult => [REFUSED, error];
	const gap = (key: Key): PushResult => [GAP, endOf(known, key).seq];

	function keep(item: Omit<Item, 'space' | 'no' | 'size'>): void {
		const size = FRAME + (item.header?.length ?? 0) + (item.ct?.length ?? 0);
		items.push({ ...item, space: desk.space, no: nextNo++, size });
		bytes += size;
	}

	function handOver(item: SentEntry | SentHole | SentKey): PushResult {
		const { late: from } = desk;
		if (!from) return stand('removed');
		if (item.kind !== 'key' && item.key !== from.key) return stand('removed');
		const whole = toCbor(sentAgain(item));
		const hash = sha256(whole);
		if (desk.lateThere.has(keyOf(hash))) return [THERE, null];
		if (from.left.items < 1 || from.left.bytes < whole.length) return stand('space-full');
		from.left.items -= 1;
		from.left.bytes -= whole.length;
		desk.lateThere.add(keyOf(hash));
		late.push({ space: desk.space, no: nextNo++, device: from.device, hash, item: whole, day: from.day });
		bytes += whole.length;
		return [STORED, null];
	}

	function key(item: SentKey): PushResult {
		const ref = keyOf(item.ref);
		if (known.keys.get(ref)?.has(keyOf(item.hash))) return [THERE, null];
		if (team.shredded.has(ref)) return [THERE, null];
		if (desk.late) return handOver(item);
		addKey(known, item.ref, item.hash);
		const { ref: name, hash, bytes: ct } = item;
		keep({ kind: 2, device: null, seq: null, ref: name, hash, header: null, ct_hash: null, ct, sig: null });
		return [STORED, null];
	}

	function ofDevice(item: SentEntry | SentHole): PushResult {
		const end = endOf(known, item.key);
		if (item.from <= end.seq) {
			const there = known.entries.get(placeOf(item.key, item.seq));
			// A hole for one number that has its entry's hash, and the entry, say the same of what follows.
			const alike = there && (there.hole === (item.kind === 'hole') || item.from === item.seq);
			const same = alike && sameBytes(there.hash, item.hash);
			return same ? [THERE, null] : [OTHER, there?.hash ?? end.hash];
		}
		const removed = team.devices.get(item.key)?.removed;
		// Whatever place it names: a device that was removed has no word after its end.
		if (desk.late || (removed && isBeyondEnd(team, item.key, item.seq, removed.n - 1))) return handOver(item);
		if (item.from > end.seq + 1) return gap(item.key);
		if (item.kind === 'entry') {
			if (!sameBytes(item.prev, end.hash)) return stand('differs');
			const [n, head] = item.head;
			const place = team.places[n];
			// Not there yet: it may come. Another one: one member's word would stop every phone of the team.
			if (place === undefined) return gap(item.key);
			if (place !== keyOf(head)) return stand('differs');
		}
		const { device: id, seq, hash, header, sig } = item;
		known.ends.set(item.key, { seq, hash });
		known.entries.set(placeOf(item.key, seq), { hash, hole: item.kind === 'hole' });
		moved.set(item.key, { device: id, seq, hash });
		const common = { device: id, seq, ref: null, hash, header, sig };
		if (item.kind === 'hole') {
			keep({ ...common, kind: 3, ct_hash: null, ct: null });
			return [STORED, null];
		}
		const erased = isErased(team, item.key, seq);
		keep({ ...common, kind: 0, ct_hash: item.ctHash, ct: erased ? null : item.ct });
		return [erased ? THERE : STORED, null];
	}

	const results = sent.map((item): PushResult => {
		if (item.kind === 'key') return key(item);
		if (item.key !== null && waiting.has(item.key)) return gap(item.key);
		const result = item.kind === 'refused' ? stand(item.why) : ofDevice(item);
		if (item.key !== null && (result[0] === GAP || result[0] === REFUSED)) waiting.add(item.key);
		return result;
	});
	return { results, items, late, moved, nextNo, bytes };
}

/** The bytes of what was pushed, for whoever is to judge them. */
function sentAgain(item: SentEntry | SentHole | SentKey): unknown {
	switch (item.kind) {
		case 'entry':
			return [0, toCbor([item.header, item.ct, item.sig])];
		case 'hole':
			return [3, item.header, item.sig];
		case 'key':
			return [2, item.bytes];
	}
}
