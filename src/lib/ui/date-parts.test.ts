import { describe, expect, it } from 'vitest';
import { fromParts, toParts } from './date-parts.ts';

const typed = (day: string, month: string, year: string, time = '') => ({ day, month, year, time });

describe('a typed date', () => {
	it('may be a month without its day, where the question allows it', () => {
		expect(fromParts(typed('', '3', '2026'), true)).toBe('2026-03');
		expect(fromParts(typed('', '3', '2026'), false)).toBe('');
	});

	it('is refused when it does not exist', () => {
		expect(fromParts(typed('29', '2', '2026'), true)).toBeNull();
		expect(fromParts(typed('29', '2', '2028'), true)).toBe('2028-02-29');
		expect(fromParts(typed('31', '4', '2026'), true)).toBeNull();
		expect(fromParts(typed('1', '13', '2026'), true)).toBeNull();
		expect(fromParts(typed('x', '1', '2026'), true)).toBeNull();
	});

	it('is nothing yet while it is being typed', () => {
		expect(fromParts(typed('1', '1', '202'), true)).toBe('');
	});

	it('survives the round trip', () => {
		for (const value of ['2026-11', '2026-11-04', '2026-11-04T18:05'])
			expect(fromParts(toParts(value), true)).toBe(value);
	});
});
