import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import french from '../../../messages/outcomes/fr.json';
import { addDays, civilDate } from '../domain/civil-date.ts';
import { EVENTS, PRINTED, type CaseDate } from '../domain/dated.ts';
import { ruleById } from './sources/index.ts';
import { limitsOf } from './limits.ts';

const said = (date: CaseDate) =>
	limitsOf(date).map(({ id, date: day, time }) => `${id} ${day}${time ? ` ${time}` : ''}`);

/** Worked from section 4 of the facts, each by hand. */
const CASES: readonly (readonly [CaseDate, readonly string[]])[] = [
	[{ event: 'reflection-receipt', date: '2026-11-03' }, ['reflection-last-sure-day 2026-12-02']],
	[{ event: 'reflection-receipt', date: '2026-11-03', end: '2026-12-03' }, ['reflection-last-sure-day 2026-12-03']],
	[{ event: 'application', date: '2026-08-31' }, ['silence 2026-12-31', 'silence-appeal 2027-02-28']],
	[{ event: 'receipt', date: '2026-11-10' }, ['title-expiry 2026-12-09']],
	[{ event: 'extension', date: '2026-11-30', end: '2027-02-20' }, ['title-expiry 2027-02-20']],
	[
		{ event: 'card-issued', date: '2026-03-02' },
		[
			'renew-window-opens 2026-11-01',
			'renew-window-closes 2026-12-31',
			'renew-paper-opens 2027-01-01',
			'title-expiry 2027-03-01',
			'renew-lapses 2027-09-01'
		]
	],
	[{ event: 'refusal', date: '2026-11-30' }, ['refusal-appeal 2027-01-30']],
	[{ event: 'oqtf', date: '2026-11-30' }, ['appeal 2026-12-30', 'leave 2026-12-30']],
	[{ event: 'oqtf-held', date: '2026-11-30' }, ['appeal 2026-12-07']],
	[{ event: 'oqtf-detained', date: '2026-11-30', time: '16:40' }, ['appeal 2026-12-02 16:40']],
	[{ event: 'oqtf-detained', date: '2026-11-30', time: '16:40', end: '2027-11-30' }, ['appeal 2027-11-30']],
	[{ event: 'asylum-informed', date: '2026-12' }, ['asylum-other-permit 2027-02-01']],
	[{ event: 'exit-path', date: '2026-08-15' }, ['exit-path-first 2027-02-15', 'exit-path-last 2028-08-15']],
	[{ event: 'judgment', date: '2026-12-01' }, ['criminal-appeal 2026-12-11']],
	[{ event: 'appeal-judgment', date: '2026-12-01' }, ['cassation 2026-12-06']],
	[{ event: 'facts', date: '2024-02-29' }, ['civi 2027-02-28']],
	[{ event: 'final-judgment', date: '2026-12-01' }, ['civi-final 2027-12-01']],
	[{ event: 'arrival', date: '2026-12-31' }, ['arrival-apply 2027-02-28']],
	[{ event: 'commission', date: '2026-12-01' }, ['commission-sits 2027-03-01']],
	[{ event: 'nationality-certificate', date: '2026-12-01' }, ['certificate-old 2027-06-01']],
	[{ event: 'paper', date: '2027-01-31' }, ['paper-ends 2027-01-31']],
	[{ event: 'address', date: '2027-01-31' }, ['paper-ends 2027-01-31']],
	[{ event: 'report', date: '2026-12-02' }, ['report 2026-12-02']],
	[{ event: 'birth', date: '2009-01-31' }, ['full-age 2027-01-31', 'apply-at-18 2027-03-31']]
];

describe('the time limits of a date', () => {
	it.each(CASES)('%j', (date, expected) => {
		expect(said(date)).toEqual(expected);
	});

	it('know every event, and each has its words and its rule', () => {
		const words: Readonly<Record<string, string>> = french.deadlines;
		for (const event of [...EVENTS, 'birth', 'address', 'paper', 'report'] as const) {
			const limits = limitsOf({ event, date: '2026-12-01' });
			expect(limits.length).toBeGreaterThan(0);
			for (const { id, rule } of limits) {
				expect(words[id], id).toBeTruthy();
				if (event === 'paper') expect(rule).toBeNull();
				else expect(rule && ruleById(rule), id).toBeTruthy();
			}
		}
	});

	it('follow a printed day to the day, and never come before what happened unless it is printed', () => {
		const day = fc.integer({ min: 0, max: 4000 }).map((n) => addDays(civilDate('2020-01-01'), n));
		fc.assert(
			fc.property(fc.constantFrom(...EVENTS), day, day, (event, date, end) => {
				const free = limitsOf({ event, date });
				expect(free).toEqual([...free].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)));
				if (event !== 'card-expires') for (const limit of free) expect(limit.date > date).toBe(true);
				if (!PRINTED.includes(event)) return;
				const printed = limitsOf({ event, date, end }).filter((limit) => limit.printed);
				expect(printed.map((limit) => limit.date)).toEqual([end]);
			})
		);
	});

	it('are none for a date that is none', () => {
		expect(limitsOf({ event: 'oqtf', date: '2026-02-30' })).toEqual([]);
	});
});
