import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASE_STATUSES } from '../domain/case.ts';
import { DUES, NO_FILTER, SORTS, type CaseFilter } from '../domain/case-view.ts';
import { addDays, civilDate } from '../domain/civil-date.ts';
import { summary } from '../../../tests/support/summary.ts';
import { allTags, filtered, find, inOrder, isFiltered, searchable, sorted, withTag } from './find.ts';

describe('the list', () => {
	it('puts what comes next first, then the latest touched, closed cases last', () => {
		const cases = [
			summary({ label: 'closed soon', status: 'closed', nextDate: '2026-01-01' }),
			summary({ label: 'old', updatedAt: 1 }),
			summary({ label: 'new', updatedAt: 2 }),
			summary({ label: 'later', nextDate: '2026-12-01' }),
			summary({ label: 'sooner', nextDate: '2026-11-30' })
		];
		expect(inOrder(cases).map(({ label }) => label)).toEqual(['sooner', 'later', 'new', 'old', 'closed soon']);
	});
});

describe('the list of a member', () => {
	it('begins with what is handed over to her, not to others', () => {
		const cases = [
			summary({ label: 'soon', nextDate: '2026-11-30' }),
			summary({ label: 'his', handedTo: 'him' }),
			summary({ label: 'hers', handedTo: 'her' })
		];
		expect(inOrder(cases, 'her').map(({ label }) => label)).toEqual(['hers', 'soon', 'his']);
		expect(inOrder(cases).map(({ label }) => label)).toEqual(['soon', 'his', 'hers']);
	});
});

describe('the search', () => {
	const list = searchable([
		summary({ code: 'K7M2PQRS', label: 'Cèdre', nextWhat: 'Rappeler l’avocate' }),
		summary({ code: 'ZZZZZZZZ', label: 'Lilas', nextDate: '2026-11-30' })
	]);
	const labels = (typed: string) => find(list, typed).map(({ label }) => label);

	it('finds code, label, next step and date, without accents or capitals, words in any order', () => {
		expect(labels('cedre')).toEqual(['Cèdre']);
		expect(labels('k7m2')).toEqual(['Cèdre']);
		expect(labels('AVOCATE rappeler')).toEqual(['Cèdre']);
		expect(labels('2026-11')).toEqual(['Lilas']);
		expect(labels('cedre lilas')).toEqual([]);
	});

	it('shows everything for nothing typed', () => {
		expect(labels('  ')).toEqual(['Cèdre', 'Lilas']);
	});
});

const TODAY = civilDate('2026-12-01');
const day = fc.option(fc.integer({ min: -40, max: 40 }).map((n) => addDays(TODAY, n)));
const TAGS = ['nuit', 'urgent', 'à revoir'];
const some = fc.array(
	fc.record({
		label: fc.constantFrom('Aulne', 'Érable', 'aulne', ''),
		status: fc.constantFrom(...CASE_STATUSES, ''),
		tags: fc.subarray(TAGS),
		nextDate: day,
		eraseOn: day,
		conflicts: fc.nat({ max: 1 }),
		createdAt: fc.nat({ max: 3 }),
		updatedAt: fc.nat({ max: 3 }),
		handedTo: fc.constantFrom(null, 'her')
	}),
	{ maxLength: 12 }
);
const filter: fc.Arbitrary<CaseFilter> = fc.record({
	status: fc.subarray([...CASE_STATUSES]),
	due: fc.option(fc.constantFrom(...DUES)),
	tags: fc.subarray(TAGS),
	disputed: fc.boolean()
});

describe('an order', () => {
	it('is one whatever the order before, and loses nothing', () => {
		fc.assert(
			fc.property(some, fc.constantFrom(...SORTS), fc.infiniteStream(fc.nat()), (values, sort, random) => {
				const cases = values.map((one) => summary(one));
				const order = sorted(cases, sort, { member: 'her', tag: 'fr' });
				const other = [...cases].map((one) => ({ one, at: random.next().value as number })).sort((a, b) => a.at - b.at);
				const again = sorted(
					other.map(({ one }) => one),
					sort,
					{ member: 'her', tag: 'fr' }
				);
				expect(again).toEqual(order);
				expect(new Set(order)).toEqual(new Set(cases));
			})
		);
	});
});

describe('a filter', () => {
	it('lets through what each of its parts does, and nothing off hides nothing', () => {
		fc.assert(
			fc.property(some, filter, (values, all) => {
				const cases = values.map((one) => summary(one));
				expect(filtered(cases, NO_FILTER, TODAY)).toEqual(cases);
				const parts: readonly CaseFilter[] = [
					{ ...NO_FILTER, status: all.status },
					{ ...NO_FILTER, due: all.due },
					{ ...NO_FILTER, disputed: all.disputed },
					...all.tags.map((tag) => ({ ...NO_FILTER, tags: [tag] }))
				];
				const one = parts.reduce<ReturnType<typeof filtered>>((left, part) => filtered(left, part, TODAY), cases);
				expect(filtered(cases, all, TODAY)).toEqual(one);
				if (!isFiltered(all)) expect(one).toEqual(cases);
			})
		);
	});

	it('by time shows every case under something: passed, within thirty days, later, or nothing', () => {
		fc.assert(
			fc.property(some, (values) => {
				const cases = values.map((one) => summary(one));
				const at = (due: CaseFilter['due']) => filtered(cases, { ...NO_FILTER, due }, TODAY);
				const seen = new Set([...at('overdue'), ...at('month'), ...at('none')]);
				const later = cases.filter(({ nextDate }) => nextDate !== null && nextDate > addDays(TODAY, 30));
				expect(cases.every((one) => seen.has(one) || later.includes(one))).toBe(true);
				expect(at('week').every((one) => at('month').includes(one))).toBe(true);
				expect(at('none').some((one) => at('month').includes(one) || at('overdue').includes(one))).toBe(false);
			})
		);
	});

	it('counts a closed case as having nothing due', () => {
		const closed = summary({ status: 'closed', nextDate: '2026-11-01' });
		expect(filtered([closed], { ...NO_FILTER, due: 'none' }, TODAY)).toEqual([closed]);
	});
});

describe('tags', () => {
	it('are tidied, never twice, and proposed by how many cases have them', () => {
		expect(withTag(['nuit'], '  de   jour ')).toEqual(['nuit', 'de jour']);
		expect(withTag(['Été'], 'ete')).toEqual(['Été']);
		expect(withTag(['nuit'], '  ')).toEqual(['nuit']);
		const cases = [summary({ tags: ['b', 'a'] }), summary({ tags: ['b'] }), summary({ tags: ['c'] })];
		expect(allTags(cases)).toEqual(['b', 'a', 'c']);
		expect(find(searchable([summary({ label: 'x', tags: ['Été'] })]), 'ete')).toHaveLength(1);
	});

	it('and whatever a row says besides are searched', () => {
		const list = searchable([summary({ label: 'x' }), summary({ label: 'y' })], ({ label }) =>
			label === 'x' ? 'Suivi en cours' : ''
		);
		expect(find(list, 'suivi').map(({ label }) => label)).toEqual(['x']);
	});
});
