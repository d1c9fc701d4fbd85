import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseId } from '../domain/case.ts';
import { believe } from './chain.ts';
import { NO_ENTRIES, type Head } from './head.ts';
import type { Entry, Found } from './reader.ts';

/** Hashes are only ever compared: four bytes of branch and number will do. */
const hash = (branch: number, seq: number) => (seq === 0 ? NO_ENTRIES.hash : Uint8Array.from([branch, seq, 0, 0]));
const caseId = CaseId.parse('A'.repeat(22));
function entry(seq: number, branch = 0, prevBranch = branch): Entry {
	const prev = hash(prevBranch, seq - 1);
	return { seq, prev, hash: hash(branch, seq), caseId, ref: null, hlc: { ms: seq, n: 0 }, ops: [] };
}
const headAt = (seq: number, branch = 0): Head => ({ seq, hash: hash(branch, seq), hlc: { ms: seq, n: 0 } });
const chain = (length: number): Entry[] => Array.from({ length }, (_, i) => entry(i + 1));
const numbers = (entries: readonly Entry[]) => entries.map(({ seq }) => seq);

describe('the entries believed', () => {
	it('are all that can be read of one chain, whatever is damaged or missing and wherever an older head row points', () => {
		const worlds = fc.integer({ min: 1, max: 12 }).chain((length) =>
			fc.record({
				rows: fc.array(fc.constantFrom('good', 'good', 'damaged', 'absent'), { minLength: length, maxLength: length }),
				head: fc.option(fc.integer({ min: 0, max: length })),
				from: fc.integer({ min: 0, max: length })
			})
		);
		fc.assert(
			fc.property(worlds, ({ rows, head, from }) => {
				const start = head === null ? from : Math.min(from, head);
				const all = chain(rows.length).map((good, i): Found => {
					const row = rows[i] as 'good' | 'damaged' | 'absent';
					return row === 'good' ? good : row;
				});
				const { accepted, aside, end, before } = believe(
					all.slice(start),
					headAt(start),
					head === null ? null : headAt(head)
				);
				const readable = all.slice(start).filter((found) => typeof found === 'object');
				expect(accepted).toEqual(readable);
				expect(new Set([...numbers(accepted), ...aside])).toEqual(new Set(all.map((_, i) => i + 1).slice(start)));
				expect(end.seq).toBe(rows.length);
				expect(before === null || Buffer.from(before).equals(hash(0, start))).toBe(true);
			})
		);
	});

	it('never include one that the next does not name', () => {
		const all: Found[] = chain(5);
		all[2] = entry(3, 9, 0);
		expect(believe(all, NO_ENTRIES, headAt(5))).toMatchObject({ aside: [3], end: headAt(5) });
		expect(believe(all, NO_ENTRIES, null)).toMatchObject({ aside: [3], end: headAt(5) });
		all[4] = entry(5, 9, 0);
		expect(believe(all, NO_ENTRIES, headAt(5))).toMatchObject({ aside: [3, 5], end: headAt(5) });
	});

	it('beyond the head go on from it, and a branch that does not is set aside as a whole', () => {
		const branch: Found[] = [...chain(2), entry(3, 9, 8), entry(4, 9), entry(5, 9)];
		const split = believe(branch, NO_ENTRIES, headAt(2));
		expect([numbers(split.accepted), split.aside]).toEqual([
			[1, 2],
			[3, 4, 5]
		]);
		// What is saved next comes after them, and names the last that was believed.
		expect(split.end).toEqual({ seq: 5, hash: hash(0, 2), hlc: { ms: 2, n: 0 } });
		const saved: Entry = { ...entry(6), prev: hash(0, 2) };
		const next = believe([...branch, saved], NO_ENTRIES, headAt(6));
		expect([numbers(next.accepted), next.aside.includes(5), next.end]).toEqual([
			expect.arrayContaining([1, 2, 6]),
			true,
			headAt(6)
		]);
		expect(believe([saved], split.end, headAt(6))).toMatchObject({ accepted: [saved], before: hash(0, 2) });
	});

	it('say what should have come before them, so that an index of another time is noticed', () => {
		expect(believe([entry(4), entry(5)], headAt(3, 7), headAt(5)).before).toEqual(hash(0, 3));
		expect(believe([], headAt(3, 7), headAt(3)).before).toEqual(hash(0, 3));
		expect(believe(['damaged', entry(5)], headAt(3), headAt(5)).before).toBeNull();
	});
});
