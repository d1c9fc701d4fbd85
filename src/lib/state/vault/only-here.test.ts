import { describe, expect, it } from 'vitest';
import { daysSince, sinceOnlyHere, stageOf } from './only-here.ts';

const DAY = 86_400_000;
const NOW = 1_790_000_000_000;

describe('what is on this phone alone', () => {
	it.each([
		[0, 'calm'],
		[2.99, 'calm'],
		[3, 'amber'],
		[13.99, 'amber'],
		[14, 'strong'],
		[400, 'strong'],
		// A clock that was set back.
		[-5, 'calm']
	] as const)('for %s days is said as %s', (days, stage) => {
		expect(stageOf(NOW - days * DAY, NOW)).toBe(stage);
	});

	it('is nothing where nothing is', () => {
		expect([stageOf(null, NOW), daysSince(null, NOW)]).toEqual(['none', 0]);
		expect(sinceOnlyHere([], null)).toBeNull();
	});

	it('counts from the oldest case where there was never a backup', () => {
		const cases = [
			{ createdAt: NOW - 5 * DAY, updatedAt: NOW },
			{ createdAt: NOW - 20 * DAY, updatedAt: NOW - 20 * DAY }
		];
		expect(sinceOnlyHere(cases, null)).toBe(NOW - 20 * DAY);
	});

	it('counts from the backup on for what was written to after it, and not at all for the rest', () => {
		const backup = NOW - 10 * DAY;
		const old = { createdAt: NOW - 20 * DAY, updatedAt: NOW - 12 * DAY };
		expect(sinceOnlyHere([old], backup)).toBeNull();
		expect(sinceOnlyHere([old, { ...old, updatedAt: NOW - DAY }], backup)).toBe(backup);
		expect(sinceOnlyHere([old, { createdAt: NOW - 2 * DAY, updatedAt: NOW }], backup)).toBe(NOW - 2 * DAY);
	});
});
