import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRORS, GAP, MAX_BODY_CONTENT, OTHER, REFUSED, STORED, THERE, type ErrorCode } from '../protocol/index.ts';
import { begun, happened, isQuiet, MAX_INBOX, nextOf, type CourierEvent, type CourierState } from './rules.ts';

const MINUTE = 60_000;
const STOPS = ['removed', 'not-allowed', 'not-member', 'cursor-unknown', 'newer', 'malformed'] as const;

const code = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(STORED, THERE) }, fc.constantFrom(OTHER, GAP, REFUSED));
const error = fc.constantFrom<ErrorCode | 'no-answer' | 'not-ours'>(
	...(Object.keys(ERRORS) as ErrorCode[]),
	'no-answer',
	'not-ours'
);
/** What the world answers to a push, and to a pull. */
const answer = fc.record({
	codes: fc.array(code, { minLength: 1, maxLength: 5 }),
	bytes: fc.integer({ min: 0, max: MAX_BODY_CONTENT }),
	more: fc.boolean(),
	fails: fc.option(fc.record({ error, wait: fc.option(fc.integer({ min: 0, max: 4000 })) }), { freq: 4 }),
	chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
	/** What passes before it is asked again, beyond what it says. */
	late: fc.integer({ min: 0, max: 400 })
});

describe('the rules of a courier', () => {
	it('hold whatever the server answers, and whenever', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40 }), fc.array(answer, { maxLength: 60 }), (waiting, answers) => {
				let now = 0;
				let state: CourierState = begun(now, waiting, 0);
				const pulls: number[] = [];
				let stopped = false;
				let quiet = 0;
				for (const { codes, bytes, more, fails, chance, late } of answers) {
					now += late;
					const next = nextOf(state, now);
					if (stopped) expect(next).toEqual({ do: 'end' });
					if (next.do === 'end') {
						expect(stopped || (state.waiting === 0 && state.held > MAX_INBOX - MAX_BODY_CONTENT)).toBe(true);
						continue;
					}
					if (next.do === 'wait') {
						expect(next.ms).toBeGreaterThan(0);
						now += next.ms;
						continue;
					}
					expect(now).toBeGreaterThanOrEqual(quiet);
					if (next.do === 'pull') {
						// What is to go out goes first.
						expect(state.waiting).toBe(0);
						pulls.push(now);
						expect(pulls.filter((at) => now - at < MINUTE).length).toBeLessThanOrEqual(4);
						state = happened(state, { is: 'asked' }, now, chance);
					}
					const event: CourierEvent = fails
						? { is: 'failed', error: fails.error, wait: fails.wait }
						: next.do === 'push'
							? { is: 'pushed', codes: codes.slice(0, state.waiting) }
							: { is: 'brought', bytes, more };
					const before = state;
					state = happened(state, event, now, chance);
					expect(state.held).toBeLessThanOrEqual(MAX_INBOX);
					if (event.is === 'pushed') {
						const taken = event.codes.filter((one) => one <= THERE).length;
						expect(before.waiting - state.waiting).toBe(taken);
						stopped ||= taken < event.codes.length;
					}
					if (event.is !== 'failed') continue;
					expect(state.waiting).toBe(before.waiting);
					if (STOPS.some((one) => one === event.error)) stopped = true;
					if (state.stopped) stopped = true;
					else quiet = now + Math.max(1000, (event.wait ?? 0) * 1000);
				}
			}),
			{ numRuns: 300 }
		);
	});

	it('stop at what a vault has to judge, and at what does not pass', () => {
		const state = begun(0, 3, 0);
		for (const one of [OTHER, GAP, REFUSED]) {
			const after = happened(state, { is: 'pushed', codes: [STORED, one, GAP] }, 0, 0.5);
			expect([after.waiting, nextOf(after, 0)]).toEqual([2, { do: 'end' }]);
		}
		for (const error of STOPS)
			expect(nextOf(happened(state, { is: 'failed', error, wait: null }, 0, 0.5), 1e9)).toEqual({ do: 'end' });
		expect(nextOf(happened(state, { is: 'damaged' }, 0, 0.5), 0)).toEqual({ do: 'end' });
		for (const error of ['no-answer', 'not-ours', 'slow-down', 'busy', 'server', 'session-over'] as const)
			expect(nextOf(happened(state, { is: 'failed', error, wait: 7 }, 0, 0.5), 0)).toEqual({ do: 'wait', ms: 7000 });
	});

	it('ask once more a quarter of an hour after everything has come, and at once while there is more', () => {
		const pulled = (more: boolean) => happened(begun(0, 0, 0), { is: 'brought', bytes: 9, more }, 0, 0.5);
		expect(nextOf(pulled(false), 0)).toEqual({ do: 'wait', ms: 15 * MINUTE });
		expect(nextOf(pulled(true), 0)).toEqual({ do: 'pull' });
		expect(pulled(true).held).toBe(9);
	});

	it('bring no more than the inbox takes, and still take along what waits', () => {
		const full = begun(0, 1, MAX_INBOX - MAX_BODY_CONTENT + 1);
		expect(nextOf(full, 0)).toEqual({ do: 'push' });
		expect(nextOf({ ...full, waiting: 0 }, 0)).toEqual({ do: 'end' });
		expect(nextOf({ ...full, waiting: 0, held: MAX_INBOX - MAX_BODY_CONTENT }, 0)).toEqual({ do: 'pull' });
	});

	it('are at rest where nothing waits, nothing failed and no pull is due', () => {
		const rest = { ...begun(0, 0, 0), pullAt: 9 };
		expect([isQuiet(rest, 0), isQuiet(rest, 8)]).toEqual([true, true]);
		for (const more of [{ waiting: 1 }, { quietUntil: 1 }, { pullAt: 0 }])
			expect([more, isQuiet({ ...rest, ...more }, 0)]).toEqual([more, false]);
	});
});
