import { expect, it } from 'vitest';
import { dayInWords, monthInWords } from './dates.ts';

it('a date is written as it stands, the day first in both languages', () => {
	expect(dayInWords('2021-05-01', 'fr')).toBe('1er mai 2021');
	expect(dayInWords('2026-11-24', 'fr')).toBe('24 novembre 2026');
	expect(dayInWords('2026-11-01', 'en')).toBe('1 November 2026');
	expect(monthInWords('2017-01', 'fr')).toBe('janvier 2017');
});

it('what is no such date is left as it is', () => {
	expect(dayInWords('2010', 'fr')).toBe('2010');
	expect(dayInWords('2017-01', 'fr')).toBe('2017-01');
	expect(monthInWords('2026-11-24', 'en')).toBe('2026-11-24');
});
