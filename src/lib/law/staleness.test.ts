import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate } from '../domain/civil-date.ts';
import { LAW_CHECKED_ON } from './sources/index.ts';
import { stalenessAt } from './staleness.ts';

const at = (date: string) => stalenessAt(civilDate(date));

describe('the check of the law', () => {
	it('of 3 April 2026 is fresh until a watched change comes due', () => {
		expect(at('2026-04-03')).toEqual([]);
		expect(at('2026-06-11')).toEqual([]);
		expect(at('2026-06-12')).toEqual(['watched:asylum-pact']);
		expect(at('2026-07-13')).toEqual(['watched:asylum-pact']);
		expect(at('2026-07-14')).toEqual(['watched:asylum-pact', 'watched:directive-2024-1712']);
	});

	it('is too old once more than six months have gone by', () => {
		expect(at('2026-10-03')).not.toContain('older-than-6-months');
		expect(at('2026-10-04')).toContain('older-than-6-months');
		expect(at('2026-11-24')).toEqual(['older-than-6-months', 'watched:asylum-pact', 'watched:directive-2024-1712']);
	});

	it('made after a watched change no longer warns of it', () => {
		expect(stalenessAt(civilDate('2026-11-24'), civilDate('2026-07-01'))).toEqual(['watched:directive-2024-1712']);
		expect(stalenessAt(civilDate('2026-11-24'), civilDate('2026-08-01'))).toEqual([]);
	});

	it('never grows fresh again by waiting', () => {
		const days = fc.integer({ min: 0, max: 2000 });
		fc.assert(
			fc.property(days, days, (now, more) => {
				const before = stalenessAt(addDays(LAW_CHECKED_ON, now));
				const later = stalenessAt(addDays(LAW_CHECKED_ON, now + more));
				expect(later).toEqual(expect.arrayContaining([...before]));
			})
		);
	});
});
