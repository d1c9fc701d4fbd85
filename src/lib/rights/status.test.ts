import { describe, expect, it } from 'vitest';
import counts from './counts.json';
import { LANGS } from './languages.ts';
import { reviewOf, standsAlone, statusOf, type Derived, type PackStatus } from './status.ts';

const read = { translator: '2026-11-01', mediator: '2026-11-20', source: '7372a65a', changed: [] };
const given = (part: Partial<Derived>): Derived => ({ reviews: {}, stale: [], ...part });

describe('what a pack is worth', () => {
	it('is a draft until a review says otherwise, and a draft never stands alone', () => {
		expect(statusOf('ro', given({}))).toBe('draft');
		expect(standsAlone('ro', undefined, given({}))).toBe(false);
		expect(standsAlone('ro', 'stop', given({}))).toBe(false);
	});

	it('is reviewed as a whole, and then stands', () => {
		const derived = given({ reviews: { ro: read } });
		expect(statusOf('ro', derived)).toBe('reviewed');
		expect(standsAlone('ro', undefined, derived)).toBe(true);
		expect(standsAlone('ro', 'reflection', derived)).toBe(true);
		expect(statusOf('ar', derived)).toBe('draft');
	});

	it('is stale where a sentence or a rule has changed: that topic falls back, the others stand, the whole does not', () => {
		for (const derived of [
			given({ reviews: { ro: { ...read, changed: ['reflection'] } } }),
			given({ reviews: { ro: read }, stale: ['reflection'] })
		]) {
			expect(statusOf('ro', derived)).toBe('stale');
			expect(standsAlone('ro', 'reflection', derived)).toBe(false);
			expect(standsAlone('ro', 'receipt', derived)).toBe(true);
			expect(standsAlone('ro', undefined, derived)).toBe(false);
		}
	});

	it('falls back everywhere where the words of the reader itself have changed', () => {
		const derived = given({ reviews: { ro: { ...read, changed: ['ui'] } } });
		expect(standsAlone('ro', 'receipt', derived)).toBe(false);
	});

	it('that a lawyer alone has signed is a draft all the same; the plain texts stand, signed or not', () => {
		const lawyer = { lawyer: '2026-11-02', source: '7372a65a', changed: [] };
		const derived = given({ reviews: { ro: lawyer, fr: lawyer }, stale: ['stop'] });
		expect(statusOf('ro', derived)).toBe('draft');
		expect(statusOf('fr', derived)).toBe('plain');
		expect(standsAlone('fr', 'stop', derived)).toBe(true);
		expect(reviewOf('fr', derived)?.lawyer).toBe('2026-11-02');
		expect(reviewOf('en', derived)).toBeNull();
	});

	it('is counted truly on the first screens', () => {
		const of = (...wanted: readonly PackStatus[]) => LANGS.filter((lang) => wanted.includes(statusOf(lang))).length;
		expect(counts).toEqual({ reviewed: of('reviewed', 'stale'), drafts: of('draft') });
	});
});
