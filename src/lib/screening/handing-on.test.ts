/** Answers to the points, as far as a case may keep them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits } from '../domain/case.ts';
import { KEEP_ITEMS_FOR, SCREENING_ANSWERS, SCREENING_ITEMS } from '../domain/screening-items.ts';
import { keptItems } from './handing-on.ts';
import { ANSWERS, ITEMS } from './instrument.ts';

const answers = fc.record(Object.fromEntries(SCREENING_ITEMS.map((id) => [id, fc.constantFrom(...ANSWERS)])), {
	requiredKeys: []
});

describe('answers that are kept', () => {
	it('are those of the instrument, and no others fit', () => {
		expect(SCREENING_ITEMS).toEqual(ITEMS.map(({ id }) => id));
		expect([...SCREENING_ANSWERS, 'not-raised']).toEqual(ANSWERS);
		const value = { version: 'reperage-0.1', date: '2026-12-01', reason: 'legal', answers: { A1: 'yes' } };
		expect(fits('screeningItems', value)).toBe(true);
		for (const more of [
			{ answers: { Z9: 'yes' } },
			{ answers: { A1: 'not-raised' } },
			{ reason: 'curious' },
			{ reason: undefined },
			{ notes: 'text' }
		])
			expect(fits('screeningItems', { ...value, ...more })).toBe(false);
	});

	it('fit the field whatever was answered; what was not raised is left out', () => {
		fc.assert(
			fc.property(answers, fc.constantFrom(...KEEP_ITEMS_FOR), (given, reason) => {
				const kept = keptItems(given, reason, '2026-12-01');
				const raised = Object.entries(given).filter(([, answer]) => answer !== 'not-raised');
				if (raised.length === 0) expect(kept).toBeNull();
				else {
					expect(fits('screeningItems', kept)).toBe(true);
					expect(Object.entries(kept?.answers ?? {}).toSorted()).toEqual(raised.toSorted());
				}
			})
		);
	});
});
