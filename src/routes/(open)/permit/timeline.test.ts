import { describe, expect, test } from 'vitest';
import { civilDate } from '$lib/domain/civil-date';
import { evaluate } from '$lib/law';
import { OUTCOME_IDS, STATUSES } from '$lib/law/types';
import fr from '$messages/permit/fr.json';
import { dateWords } from '$lib/state/open/answer-words';
import { cited } from './articles.ts';
import { far } from '../../../lib/state/open/far.ts';
import { byPressure, examined, shown } from '$lib/state/open/looks.ts';
import { timeline } from './timeline.ts';

const TODAY = civilDate('2026-11-24');

describe('the line of time', () => {
	test('puts what was answered, today and the time limits in order, each once', () => {
		const facts = { title: 'L425-1', titleExpiry: '2027-01-15', proceedings: 'appeal', complaint: true } as const;
		const marks = timeline(evaluate(facts, TODAY), facts);
		const dates = marks.map(({ date }) => date);
		expect(dates).toEqual([...dates].sort());
		expect(new Set(marks.map(({ id }) => id)).size).toBe(marks.length);
		expect(marks.find(({ id }) => id === 'today')?.state).toBe('now');
		expect(marks.find(({ id }) => id === 'titleExpiry')?.state).toBe('next');
		expect(marks.find(({ word }) => word === 'renew-window-closes')).toMatchObject({
			date: '2026-11-16',
			state: 'late'
		});
		expect(marks.find(({ word }) => word === 'renew-window-opens')?.state).toBe('done');
	});

	test('keeps the hour of an appeal, and leaves out a birth and a month without its day', () => {
		const facts = {
			oqtfNotifiedDate: '2026-11-23T18:05',
			confinement: 'detention',
			birthDate: '2002-03-01',
			applicationDate: '2026-05'
		} as const;
		const marks = timeline(evaluate(facts, TODAY), facts);
		expect(marks.find(({ word }) => word === 'appeal')).toMatchObject({ date: '2026-11-25', time: '18:05' });
		expect(marks.map(({ id }) => id)).toContain('oqtfNotifiedDate');
		expect(marks.map(({ id }) => id)).not.toContain('birthDate');
		expect(marks.map(({ id }) => id)).not.toContain('applicationDate');
	});
});

describe('the words of a result', () => {
	test('every outcome in every status has a look and words', () => {
		const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
			status: fr.status,
			situation: fr.situation,
			brief: fr.brief
		};
		for (const id of OUTCOME_IDS) {
			expect(Object.keys(fr.short)).toContain(id);
			for (const status of STATUSES) {
				const { words: long, brief } = shown({ id, status });
				for (const key of [long, brief].filter((one) => one !== null)) {
					const [group = '', name = ''] = key.split(/\.(.*)/);
					expect(words[group]?.[name], key).toBeTruthy();
				}
			}
		}
	});

	test('a danger or a risk is never drawn as something met', () => {
		expect(shown({ id: 'safety', status: 'met' }).look).toBe('danger');
		expect(shown({ id: 'risk', status: 'met' }).look).toBe('risk');
		expect(shown({ id: 'not-yet', status: 'met' }).look).toBe('missing');
		expect(shown({ id: 'card', status: 'met' }).look).toBe('met');
	});

	test('what no answer speaks of is not examined, and what presses comes first', () => {
		const { outcomes } = evaluate({ dangerNow: true, complaint: false }, TODAY);
		const seen = examined(outcomes);
		expect(seen.length).toBeLessThan(outcomes.length);
		expect(byPressure(seen)[0]?.id).toBe('safety');
		expect(byPressure(seen)).toHaveLength(seen.length);
	});

	test('each code is named once, in the order given', () => {
		expect(cited(['CESEDA L425-1', 'CP 225-4-1 … 225-4-6', 'CESEDA R425-5'])).toBe(
			'CESEDA L425-1, R425-5 · CP 225-4-1 … 225-4-6'
		);
		expect(cited([])).toBe('');
	});

	test('a date is said as far as it is known', () => {
		expect(dateWords('fr', '2026-11')).toBe('novembre 2026');
		expect(dateWords('fr', '2026-12-01')).toBe('1er décembre 2026');
		expect(dateWords('fr', '2026-11-24T18:05')).toBe('24 novembre 2026, 18:05');
	});

	test('how far away a day is is told in days, then in months', () => {
		const said = (date: string) =>
			far((id, { values } = { values: {} }) => `${id} ${String(values['n'])}`, TODAY, civilDate(date));
		expect(said('2026-11-25')).toBe('permit.deadlines.left 1');
		expect(said('2026-11-23')).toBe('permit.deadlines.passed 1');
		expect(said('2027-11-24')).toBe('permit.deadlines.leftMonths 12');
		expect(said('2025-11-24')).toBe('permit.deadlines.passedMonths 12');
	});
});
