import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilDate } from '../domain/civil-date.ts';
import { CONSENT_PURPOSES } from '../domain/case.ts';
import { consentsOf, eraseSooner } from './consent.ts';
import type { Item } from './items.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const with_ = (...versions: readonly (readonly Item[])[]): Fields => ({
	consents: versions.map((value, n) => ({
		id: String(n),
		value,
		hlc: { ms: 0, n },
		device: ''
	})) as unknown as Fields[string]
});
const consent: fc.Arbitrary<Item> = fc.record({
	purpose: fc.constantFrom(...CONSENT_PURPOSES),
	withdrawn: fc.constantFrom(null, '2026-11-30')
});

describe('what a person has agreed to', () => {
	it('is unknown until it is written down, and no organisation is in it that was taken back', () => {
		expect(consentsOf({})).toEqual({ store: 'unknown', share: [] });
		expect(
			consentsOf(
				with_([
					{ purpose: 'share', scope: 'Amicale', withdrawn: null },
					{ purpose: 'share', scope: 'Préfecture', withdrawn: '2026-11-30' },
					{ purpose: 'store', withdrawn: '2026-11-30' }
				])
			)
		).toEqual({ store: 'withdrawn', share: ['Amicale'] });
	});

	it('is taken back as soon as anybody has, whichever of two people wrote last', () => {
		const agreed = { purpose: 'share', scope: 'Mairie', date: '2026-11-01', withdrawn: null };
		const taken = { ...agreed, withdrawn: '2026-11-30' };
		const other = { ...agreed, scope: 'Amicale' };
		for (const versions of [
			[[agreed, other], [taken]],
			[[taken], [agreed, other]]
		])
			expect(consentsOf(with_(...versions)).share).toEqual(['Amicale']);
		expect(consentsOf(with_([taken, agreed])).share).toEqual(['Mairie']);
	});

	it('is given as long as one agreement stands, whatever others were taken back', () => {
		fc.assert(
			fc.property(fc.array(consent, { maxLength: 6 }), (list) => {
				const { store } = consentsOf(with_(list));
				const stores = list.filter(({ purpose }) => purpose === 'store');
				const standing = stores.some(({ withdrawn }) => withdrawn === null);
				expect(store).toBe(standing ? 'given' : stores.length > 0 ? 'withdrawn' : 'unknown');
				expect(eraseSooner(list, null, TODAY) === null).toBe(store !== 'withdrawn');
			})
		);
	});
});

describe('taking back that a case is kept', () => {
	const gone = [{ purpose: 'store', withdrawn: '2026-12-01' }];

	it('has it erased within thirty days, and never later than was set', () => {
		const limit = addDays(TODAY, 30);
		expect(eraseSooner(gone, '2028-12-01', TODAY)).toEqual({ path: 'eraseOn', value: limit });
		expect(eraseSooner(gone, null, TODAY)).toEqual({ path: 'eraseOn', value: limit });
		expect(eraseSooner(gone, '2026-12-10', TODAY)).toBeNull();
		expect(eraseSooner(gone, limit, TODAY)).toBeNull();
	});
});
