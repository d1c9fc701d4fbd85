import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	LIMITS,
	LOCKED,
	nextCheck,
	nextLockState,
	type LockEffect,
	type LockEvent,
	type LockState
} from './lock-policy.ts';

const T = 1_790_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const unlocked: LockEvent = { kind: 'unlocked', at: T, hidden: false };

function run(events: readonly LockEvent[], limits = LIMITS): { state: LockState; effects: LockEffect[] } {
	let state = LOCKED;
	const effects: LockEffect[] = [];
	for (const event of events) {
		const step = nextLockState(state, event, limits);
		state = step.state;
		effects.push(...step.effects);
	}
	return { state, effects };
}
const at = (kind: Exclude<LockEvent['kind'], 'locked' | 'unlocked'>, ms: number): LockEvent => ({ kind, at: T + ms });
const reason = (events: readonly LockEvent[]) =>
	run([unlocked, ...events]).effects.findLast(({ kind }) => kind === 'lock');

describe('an unlocked vault', () => {
	it('covers what it shows the moment the page hides, and uncovers it on a return within half a minute', () => {
		expect(run([unlocked, at('hidden', 5000)]).effects).toEqual([{ kind: 'cover' }]);
		expect(run([unlocked, at('hidden', 5000), at('shown', 34_999)]).effects).toEqual([
			{ kind: 'cover' },
			{ kind: 'uncover' }
		]);
		expect(run([unlocked, at('hidden', 0), at('hidden', 10), at('shown', 20), at('shown', 30)]).effects).toHaveLength(
			2
		);
	});

	it('locks after half a minute out of sight, and never uncovers first', () => {
		expect(run([unlocked, at('hidden', 5000), at('shown', 35_000)]).effects).toEqual([
			{ kind: 'cover' },
			{ kind: 'lock', reason: 'hidden' }
		]);
		expect(reason([at('hidden', 0), at('check', 29_999)])).toBeUndefined();
		expect(reason([at('hidden', 0), at('check', 30_000)])).toEqual({ kind: 'lock', reason: 'hidden' });
	});

	it('counts out of sight from the first moment, whatever hides it again', () => {
		expect(reason([at('hidden', 0), at('hidden', 20_000), at('check', 30_000)])).toMatchObject({ reason: 'hidden' });
	});

	it('locks after five minutes without a touch or a key', () => {
		expect(reason([at('check', 5 * MINUTE - 1)])).toBeUndefined();
		expect(reason([at('check', 5 * MINUTE)])).toMatchObject({ reason: 'idle' });
		expect(reason([at('active', 4 * MINUTE), at('check', 9 * MINUTE - 1)])).toBeUndefined();
		expect(reason([at('active', 5 * MINUTE)])).toMatchObject({ reason: 'idle' });
	});

	it('locks after twelve hours whatever happens', () => {
		const busy = Array.from({ length: 12 * 60 }, (_, minute) => at('active', minute * MINUTE));
		expect(reason(busy)).toBeUndefined();
		expect(reason([...busy, at('active', 12 * 60 * MINUTE)])).toMatchObject({ reason: 'too-long' });
	});

	it('locks when the clock goes back', () => {
		expect(reason([at('active', 10_000), at('check', 9000)])).toBeUndefined();
		expect(reason([at('active', 10_000), at('check', 8999)])).toMatchObject({ reason: 'clock-backwards' });
		expect(reason([at('hidden', 10_000), at('shown', -MINUTE)])).toMatchObject({ reason: 'clock-backwards' });
	});

	it('waits two minutes for an errand the worker began, covered all the while', () => {
		const errand = [at('errand', 0), at('hidden', 1000)];
		expect(run([unlocked, ...errand]).effects).toEqual([{ kind: 'cover' }]);
		expect(reason([...errand, at('check', 91_000)])).toBeUndefined();
		expect(reason([...errand, at('check', 2 * MINUTE - 1)])).toBeUndefined();
		expect(reason([...errand, at('check', 2 * MINUTE)])).toMatchObject({ reason: 'hidden' });
		expect(reason([...errand, at('shown', 5000), at('hidden', 6000), at('check', 36_000)])).toMatchObject({
			reason: 'hidden'
		});
	});

	it('is covered from the moment of an errand until the answer, a touch, or the page is back', () => {
		for (const back of ['errand-over', 'active', 'shown'] as const)
			expect(run([unlocked, at('errand', 0), at(back, 5000)]).effects).toEqual([
				{ kind: 'cover' },
				{ kind: 'uncover' }
			]);
		expect(run([unlocked, at('errand', 0), at('hidden', 10), at('errand-over', 20)]).effects).toHaveLength(1);
		expect(run([unlocked, at('errand', 0), at('check', 90_000)]).effects).toHaveLength(1);
	});

	it('told to lock at once, does so the moment it is out of sight, after the cover; an errand still has its time', () => {
		const atOnce = { ...LIMITS, hidden: 0 };
		const after = (...events: readonly LockEvent[]) => run([unlocked, ...events], atOnce).effects;
		expect(after(at('hidden', 5000))).toEqual([{ kind: 'cover' }, { kind: 'lock', reason: 'hidden' }]);
		expect(after(at('errand', 0), at('hidden', 1000), at('shown', 90_000)).at(-1)).toEqual({ kind: 'uncover' });
		expect(after(at('errand', 0), at('hidden', 1000), at('errand-over', 5000), at('shown', 6000)).at(-1)).toEqual({
			kind: 'uncover'
		});
		expect(after(at('errand', 0), at('hidden', 1000), at('errand-over', 5000), at('shown', 8000)).at(-1)).toEqual({
			kind: 'lock',
			reason: 'hidden'
		});
	});

	it('waits no longer than usual once the errand is over, counted from then where it is still out of sight', () => {
		const answered = [at('errand', 0), at('errand-over', 5000), at('hidden', 6000)];
		expect(reason([...answered, at('check', 36_000 - 1)])).toBeUndefined();
		expect(reason([...answered, at('check', 36_000)])).toMatchObject({ reason: 'hidden' });
		const away = [at('errand', 0), at('hidden', 1000), at('errand-over', 50_000)];
		expect(reason([...away, at('check', 80_000 - 1)])).toBeUndefined();
		expect(reason([...away, at('check', 80_000)])).toMatchObject({ reason: 'hidden' });
		expect(reason([at('hidden', 0), at('errand-over', 20_000), at('check', 30_000)])).toMatchObject({
			reason: 'hidden'
		});
	});

	it('is covered from the start when it unlocks out of sight', () => {
		expect(run([{ ...unlocked, hidden: true }]).effects).toEqual([{ kind: 'cover' }]);
	});
});

const events = fc.array(
	fc.oneof(
		fc.record({
			kind: fc.constantFrom('active', 'hidden', 'shown', 'errand', 'errand-over', 'check'),
			gap: fc.integer({ min: -5 * MINUTE, max: 6 * MINUTE })
		}),
		fc.record({ kind: fc.constantFrom('locked', 'unlocked'), gap: fc.nat(1000) })
	),
	{ maxLength: 60 }
);
function timed(steps: readonly { kind: string; gap: number }[]): LockEvent[] {
	let now = T;
	return steps.map(({ kind, gap }) => {
		now += gap;
		if (kind === 'locked') return { kind };
		if (kind === 'unlocked') return { kind, at: now, hidden: gap % 2 === 1 };
		return { kind: kind as 'check', at: now };
	});
}

describe('whatever order events come in', () => {
	it('content is shown only while open and in sight, and nothing happens after a lock', () => {
		fc.assert(
			fc.property(events, (steps) => {
				let state = LOCKED;
				let covered = true;
				for (const event of timed(steps)) {
					const step = nextLockState(state, event);
					if (state.kind === 'locked' && event.kind !== 'unlocked') expect(step.effects).toEqual([]);
					if (event.kind === 'unlocked') covered = false;
					for (const { kind } of step.effects) covered = kind !== 'uncover';
					state = step.state;
					if (state.kind === 'locked') covered = true;
					else expect(covered).toBe(state.hiddenSince !== null || state.away);
				}
			})
		);
	});

	it('never stays open past a limit, and the next look at the clock is in time', () => {
		fc.assert(
			fc.property(events, (steps) => {
				let state = LOCKED;
				for (const event of timed(steps)) {
					const due = nextCheck(state);
					state = nextLockState(state, event).state;
					if (due !== null && event.kind !== 'locked' && event.kind !== 'unlocked' && event.at >= due)
						expect(state).toEqual(LOCKED);
					const next = nextCheck(state);
					if (next !== null) {
						expect(nextLockState(state, { kind: 'check', at: next }).state).toEqual(LOCKED);
						if (state.kind === 'open') expect(next).toBeLessThanOrEqual(state.since + LIMITS.total);
					}
				}
			})
		);
	});
});
