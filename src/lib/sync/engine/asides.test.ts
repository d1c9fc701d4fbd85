import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCbor } from '../../domain/cbor.ts';
import { keyOf } from '../../team/index.ts';
import { sameBytes, type PulledItem } from '../protocol/index.ts';
import { Asides, sortOf } from './asides.ts';
import type { Aside, Reason } from './ports.ts';

const bytes = (length: number, of: number) => new Uint8Array(length).fill(of);
const caseKey = (ref: Uint8Array, iv: number) => toCbor([1, 1, ref, bytes(12, iv), bytes(64, iv)]);
const REASONS: readonly Reason[] = ['gap', 'key', 'membership', 'late', 'forged'];

const item = fc.oneof(
	// Many that end alike.
	fc.tuple(fc.nat(2), fc.nat(1)).map(([first, last]): PulledItem => [0, new Uint8Array([first, ...bytes(32, last)])]),
	fc.tuple(fc.nat(2), fc.nat(2)).map(([ref, iv]): PulledItem => [2, caseKey(bytes(16, ref), iv)]),
	fc.nat(2).map((of): PulledItem => [2, bytes(of, of)])
);
const row = fc.record({ reason: fc.constantFrom(...REASONS), since: fc.nat(9), item }) as fc.Arbitrary<Aside>;

describe('what is set aside', () => {
	it('is found as if every row were looked at', () => {
		const change = fc.tuple(fc.nat(12), fc.option(row));
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(9), row)), fc.array(change), item, (before, changes, wanted) => {
				const kept = new Map(before);
				const rows = new Map(kept);
				const asides = new Asides(kept);
				for (const [no, next] of changes) {
					asides.set(no, next);
					if (next) rows.set(no, next);
					else rows.delete(no);
					const all = [...rows];
					const sorted = (some: readonly (readonly [number, Aside])[]) => some.toSorted(([a], [b]) => a - b);
					expect(sorted(asides.all())).toEqual(sorted(all));
					for (const reason of REASONS) {
						const of = all.filter(([, one]) => one.reason === reason);
						expect(sorted(asides.of(reason))).toEqual(sorted(of));
						const same = of.some(([, one]) => one.item[0] === wanted[0] && sameBytes(one.item[1], wanted[1]));
						expect(asides.has(reason, wanted)).toBe(same);
						const sort = sortOf(reason);
						expect(asides.count(sort)).toBe(all.filter(([, one]) => sortOf(one.reason) === sort).length);
					}
					for (const ref of [0, 1, 2]) {
						const claims = ({ reason, item }: Aside) =>
							reason === 'key' &&
							item[1].length > 2 &&
							[0, 1, 2].some((iv) => sameBytes(item[1], caseKey(bytes(16, ref), iv)));
						expect(sorted(asides.keysOf(keyOf(bytes(16, ref))))).toEqual(sorted(all.filter(([, one]) => claims(one))));
					}
				}
				expect([...asides.changed.keys()].toSorted()).toEqual([...new Set(changes.map(([no]) => no))].toSorted());
			})
		);
	});
});
