import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../domain/cbor.ts';
import { GAP, REFUSED, sameBytes, STORED, THERE } from '../../sync/protocol/index.ts';
import { keyOf, type Team } from '../../team/index.ts';
import type { Item } from '../database/tables.ts';
import { sha256 } from '../verify.ts';
import { placeOf, type Known } from './ends.ts';
import type { Sent, SentEntry } from './sent.ts';
import { settle } from './settle.ts';

const LENGTH = 6;
const bytes = (...of: number[]): Bytes => sha256(Uint8Array.from(of));
const DEVICES = [bytes(1).slice(0, 16), bytes(2).slice(0, 16)];
const team = {
	devices: new Map(DEVICES.map((device) => [keyOf(device), { removed: null }])),
	shredded: new Map(),
	places: [keyOf(bytes(6))],
	cuts: []
} as unknown as Team;

/** The entries of a device, and those of a clone of it that parts from it at a number. */
const hashOf = (device: number, seq: number, clone: number): Bytes =>
	seq === 0 ? new Uint8Array(32) : bytes(device, seq, seq >= clone ? clone : 0);

function entry(device: number, seq: number, clone = LENGTH + 1, head: SentEntry['head'] = [0, bytes(6)]): SentEntry {
	const id = DEVICES[device]!;
	return {
		kind: 'entry',
		device: id,
		key: keyOf(id),
		sig: bytes(9),
		header: bytes(device, seq),
		hash: hashOf(device, seq, clone),
		from: seq,
		seq,
		prev: hashOf(device, seq - 1, clone),
		head,
		ct: bytes(8),
		ctHash: bytes(7)
	};
}

/** What a database would say of these rows. */
function knownOf(items: readonly Item[]): Known {
	const known: Known = { ends: new Map(), entries: new Map(), keys: new Map() };
	for (const { device, seq, hash } of items) {
		if (!device || seq === null) continue;
		const key = keyOf(device);
		known.entries.set(placeOf(key, seq), { hash, hole: false });
		if ((known.ends.get(key)?.seq ?? 0) < seq) known.ends.set(key, { seq, hash });
	}
	return known;
}

function pushTo(items: Item[], sent: readonly Sent[]) {
	const nextNo = items.length + 1;
	const settled = settle(sent, {
		space: DEVICES[0]!,
		team,
		known: knownOf(items),
		nextNo,
		late: null,
		lateThere: new Set()
	});
	items.push(...settled.items);
	return settled;
}

const place = fc.record({
	device: fc.nat(1),
	seq: fc.integer({ min: 1, max: LENGTH }),
	clone: fc.integer({ min: 1, max: LENGTH + 1 })
});
const pushes = fc.array(fc.array(place, { minLength: 1, maxLength: 10 }), { maxLength: 12 });

describe('what becomes of pushed entries', () => {
	it('is one chain a device, whatever is sent in whatever order, by the phone and its clones', () => {
		fc.assert(
			fc.property(pushes, (all) => {
				const items: Item[] = [];
				for (const push of all) {
					const before = items.length;
					const sent = push.map(({ device, seq, clone }) => entry(device, seq, clone));
					const { results, nextNo } = pushTo(items, sent);
					expect(results).toHaveLength(sent.length);
					expect(results.filter(([code]) => code === STORED)).toHaveLength(items.length - before);
					expect(nextNo).toBe(items.length + 1);
					// Where one waits, so does whatever of its device comes after it.
					DEVICES.forEach((_, device) => {
						const own = results.filter((_result, i) => push[i]!.device === device);
						const stopped = own.findIndex(([code]) => code === GAP || code === REFUSED);
						if (stopped >= 0) expect(own.slice(stopped + 1).every(([code]) => code === GAP)).toBe(true);
					});
					// Sent again, nothing new comes of it.
					const again = pushTo(
						[...items],
						sent.filter((_item, i) => results[i]![0] === STORED)
					);
					expect(again.results.every(([code]) => code === THERE)).toBe(true);
				}
				expect(items.map(({ no }) => no)).toEqual(items.map((_, i) => i + 1));
				for (const device of DEVICES) {
					const own = items.filter((item) => item.device && sameBytes(item.device, device));
					expect(own.map(({ seq }) => seq)).toEqual(own.map((_, i) => i + 1));
				}
			}),
			{ numRuns: 300 }
		);
	});

	it('names an operation of the chain: one that is not there yet waits, another one is refused', () => {
		const push = (head: SentEntry['head']) => pushTo([], [entry(0, 1, LENGTH + 1, head)]).results;
		expect(push([0, bytes(6)])).toEqual([[STORED, null]]);
		expect(push([1, bytes(6)])).toEqual([[GAP, 0]]);
		expect(push([0, bytes(5)])).toEqual([[REFUSED, 'differs']]);
	});

	it('is everything, once the phone sends it in order', () => {
		fc.assert(
			fc.property(pushes, (all) => {
				const items: Item[] = [];
				for (const push of all)
					pushTo(
						items,
						push.map(({ device, seq }) => entry(device, seq))
					);
				const whole = [0, 1].flatMap((device) => Array.from({ length: LENGTH }, (_, i) => entry(device, i + 1)));
				const { results } = pushTo(items, whole);
				expect(results.every(([code]) => code === STORED || code === THERE)).toBe(true);
				expect(items).toHaveLength(whole.length);
			}),
			{ numRuns: 300 }
		);
	});
});
