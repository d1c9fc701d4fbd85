import { describe, expect, it } from 'vitest';
import { summary } from '../../../tests/support/summary.ts';
import { find, inOrder, searchable } from './find.ts';

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
