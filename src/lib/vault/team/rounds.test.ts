import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../domain/result.ts';
import { pauseAfter } from '../../domain/back-off.ts';
import { Rounds } from './rounds.ts';

const START = 1_790_000_000_000;

/** A clock that the test moves, and a server that answers as it is told. */
function desk(answers: readonly boolean[] = [], chance = 0.5) {
	let now = START;
	let due: { readonly at: number; readonly call: () => void } | null = null;
	const begun: number[] = [];
	let next = 0;
	const round = (): Promise<Result<void, 'off'>> => {
		begun.push(now - START);
		return Promise.resolve((answers[next++] ?? true) ? ok(undefined) : fail('off'));
	};
	const after = (ms: number, call: () => void) => {
		const mine = { at: now + ms, call };
		due = mine;
		return () => {
			if (due === mine) due = null;
		};
	};
	const rounds = new Rounds<'off'>({ now: () => now, after, chance: () => chance }, round, () => null);
	return {
		rounds,
		begun,
		get due() {
			return due && due.at - now;
		},
		async pass(ms: number) {
			now += ms;
			if (due && due.at <= now) {
				const { call } = due;
				due = null;
				call();
			}
			for (let i = 0; i < 10; i++) await Promise.resolve();
		}
	};
}

describe('rounds', () => {
	it('come every minute in use, and every quarter of an hour while only open', async () => {
		const the = desk();
		await the.rounds.now();
		expect(the.due).toBe(15 * 60_000);
		the.rounds.used();
		expect(the.due).toBe(60_000);
		await the.pass(60_000);
		expect(the.begun).toEqual([0, 60_000]);
		expect(the.due).toBe(60_000);
		await the.pass(3 * 60_000);
		expect(the.due).toBe(15 * 60_000);
	});

	it('come a while after a save, once for several, and once more for one made meanwhile', async () => {
		const the = desk();
		await the.rounds.now();
		the.rounds.saved();
		expect(the.due).toBe(32_000);
		await the.pass(10_000);
		the.rounds.saved();
		expect(the.due).toBe(22_000);
		const under = the.rounds.now();
		the.rounds.saved();
		await under;
		expect(the.due).toBe(32_000);
		expect(the.begun).toHaveLength(2);
	});

	it('come on a hint, once more where one is under way, and not from a server that has just failed', async () => {
		const the = desk([true, true, true, false]);
		await the.rounds.now();
		the.rounds.heard();
		expect(the.due).toBe(500);
		const under = the.rounds.now();
		the.rounds.heard();
		await under;
		expect(the.due).toBe(500);
		await the.pass(500);
		expect(the.begun).toHaveLength(3);
		await the.rounds.now();
		the.rounds.heard();
		expect(the.due).toBe(2000);
	});

	it('come later and later where nobody answers, whatever is saved, at once when asked, and never end', async () => {
		const the = desk(Array(12).fill(false));
		await the.rounds.now();
		const pauses: (number | null)[] = [];
		for (let i = 0; i < 11; i++) {
			pauses.push(the.due);
			the.rounds.saved();
			the.rounds.used();
			await the.pass(the.due ?? 0);
		}
		expect(pauses.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
		expect(pauses.at(-1)).toBe(300_000);
		await the.rounds.now();
		expect(the.due).toBeLessThanOrEqual(15 * 60_000);
	});

	it('are one at a time', async () => {
		const the = desk();
		await Promise.all([the.rounds.now(), the.rounds.now()]);
		expect(the.begun).toEqual([0]);
		the.rounds.stop();
		expect(the.due).toBeNull();
	});
});

it('a pause is half to one and a half of its length, and never shorter than the server asks', () => {
	const pauses = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(3600), fc.double({ min: 0, max: 1, noNaN: true }));
	fc.assert(
		fc.property(pauses, ([failures, wait, chance]) => {
			const pause = pauseAfter(failures, wait, chance);
			expect(pause).toBeGreaterThanOrEqual(Math.max(1000, wait * 1000));
			expect(pause).toBeLessThanOrEqual(Math.max(450_000, wait * 1000));
		})
	);
});
