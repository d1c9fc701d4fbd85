import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits } from '../domain/case.ts';
import { addDays, civilDate, type CivilDate } from '../domain/civil-date.ts';
import { EVENTS, PRINTED, type CaseDate } from '../domain/dated.ts';
import { summary } from '../../../tests/support/summary.ts';
import {
	allDeadlines,
	byUrgency,
	datesOf,
	deadlineKey,
	deadlinesOf,
	pathOf,
	settled,
	urgencyOf,
	URGENCIES
} from './deadlines.ts';
import { itemsOf } from './items.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const NOW = { today: TODAY, instant: Date.parse('2026-12-01T12:00:00Z') };
const fieldsOf = (values: Readonly<Record<string, unknown>>): Fields =>
	Object.fromEntries(
		Object.entries(values).map(([path, value]) => [path, [{ id: path, value, hlc: { ms: 0, n: 0 }, device: '' }]])
	) as unknown as Fields;

const day = fc.integer({ min: -900, max: 900 }).map((n) => addDays(TODAY, n));
const dated: fc.Arbitrary<CaseDate> = fc
	.record({ event: fc.constantFrom(...EVENTS), date: day, end: fc.option(day, { nil: undefined }) })
	.map(({ event, date, end }) => ({ event, date, ...(end && PRINTED.includes(event) ? { end } : {}) }));
const several = fc.array(dated, { maxLength: 6 });

describe('the deadlines of all cases', () => {
	it('come soonest first, with what the worker wants to do and the day of erasure among them', () => {
		const cases = [
			summary({ nextDate: '2026-12-03', eraseOn: '2028-01-01' }),
			summary({ dates: [{ event: 'oqtf-held', date: '2026-11-27' }] }),
			summary({
				status: 'closed',
				nextDate: '2026-12-02',
				eraseOn: '2026-12-10',
				dates: [{ event: 'oqtf', date: TODAY }]
			})
		];
		expect(allDeadlines(cases, TODAY).map(({ deadline: { id, date } }) => `${id} ${date}`)).toEqual([
			'next 2026-12-03',
			'appeal 2026-12-04',
			'erase 2026-12-10',
			'erase 2028-01-01'
		]);
	});

	it('are told apart by how near they are, hours as they pass', () => {
		const at = (date: string, instant?: number) =>
			urgencyOf(
				{
					id: 'x',
					event: 'next',
					date: civilDate(date),
					rule: null,
					printed: false,
					turn: false,
					...(instant === undefined ? {} : { instant })
				},
				NOW
			);
		expect(
			['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-08', '2026-12-09', '2026-12-31'].map((d) =>
				at(d)
			)
		).toEqual(['overdue', 'hours', 'hours', 'week', 'week', 'month', 'month']);
		expect(at('2027-01-01')).toBe('later');
		expect(at('2026-12-01', NOW.instant)).toBe('overdue');
		expect(at('2026-12-01', NOW.instant + 1)).toBe('hours');
		expect(at('2026-12-03', NOW.instant + 47 * 3_600_000)).toBe('hours');
	});

	it('fall into one group each, and only move towards overdue as days pass', () => {
		fc.assert(
			fc.property(several, fc.nat(400), (dates, days) => {
				const all = deadlinesOf([...dates, ...dates.map((date) => ({ ...date, end: '2027-01-01' }))], TODAY).map(
					(deadline) => ({ deadline })
				);
				expect(new Set(all.map(({ deadline }) => deadlineKey(deadline))).size).toBe(all.length);
				const groups = byUrgency(all, NOW);
				expect(URGENCIES.flatMap((urgency) => groups[urgency])).toHaveLength(all.length);
				const later = { today: addDays(TODAY, days), instant: NOW.instant + days * 86_400_000 };
				for (const { deadline } of all)
					expect(URGENCIES.indexOf(urgencyOf(deadline, later))).toBeLessThanOrEqual(
						URGENCIES.indexOf(urgencyOf(deadline, NOW))
					);
			})
		);
	});

	it('lose nothing that can be missed as time passes, until it is settled', () => {
		const missable = (dates: readonly CaseDate[], today: CivilDate) =>
			deadlinesOf(dates, today)
				.filter(({ turn }) => !turn)
				.map(({ id, date }) => `${id} ${date}`);
		fc.assert(
			fc.property(several, fc.nat(900), (dates, days) => {
				expect(missable(dates, addDays(TODAY, days))).toEqual(missable(dates, TODAY));
			})
		);
	});

	it('leave out that somebody turned 18 long ago', () => {
		expect(deadlinesOf([{ event: 'birth', date: '1990-05-05' }], TODAY)).toEqual([]);
		expect(deadlinesOf([{ event: 'birth', date: '2008-09-15' }], TODAY).map(({ id }) => id)).toEqual(['apply-at-18']);
	});
});

describe('settling', () => {
	const facts = { oqtfNotifiedDate: '2026-11-30', confinement: null, applicationDate: '2026-10' };
	const fields = fieldsOf({ dates: [{ event: 'refusal', date: '2026-11-20' }], permit: { facts } });

	it('takes one date off the list, keeps the others, and can be taken back', () => {
		const edit = settled(fields, { event: 'application', date: '2026-10' }, TODAY);
		expect(fits('dates', edit.value)).toBe(true);
		const after = { ...fields, ...fieldsOf({ dates: edit.value }) };
		expect(deadlinesOf(datesOf(after), TODAY).map(({ event }) => event)).toEqual(
			deadlinesOf(datesOf(fields), TODAY)
				.map(({ event }) => event)
				.filter((event) => event !== 'application')
		);
		const back = settled(after, { event: 'application', date: '2026-10-01' }, null);
		const again = { ...after, ...fieldsOf({ dates: back.value }) };
		expect(deadlinesOf(datesOf(again), TODAY)).toHaveLength(deadlinesOf(datesOf(fields), TODAY).length);
	});

	it('leaves another date of the same kind to be watched', () => {
		const two = fieldsOf({ dates: ['2026-11-20', '2026-11-25'].map((date) => ({ event: 'refusal', date })) });
		const edit = settled(two, { event: 'refusal', date: '2026-11-20' }, TODAY);
		const left = deadlinesOf(datesOf({ ...two, ...fieldsOf({ dates: edit.value }) }), TODAY);
		expect(left.map(({ date }) => date)).toEqual(['2027-01-25']);
	});

	it('does not hide the other time limits that may run', () => {
		const edit = settled(fields, { event: 'oqtf-detained', date: '2026-11-30' }, TODAY);
		const after = { ...fields, ...fieldsOf({ dates: edit.value }) };
		expect(
			datesOf(after)
				.filter(({ done }) => !done)
				.map(({ event }) => event)
		).toEqual(['refusal', 'oqtf', 'oqtf-held', 'application']);
	});

	it('is taken by the field whatever the dates are', () => {
		fc.assert(
			fc.property(several, fc.constantFrom(...EVENTS), day, (dates, event, date) => {
				const edit = settled(fieldsOf({ dates }), { event, date }, TODAY);
				expect(fits('dates', edit.value)).toBe(true);
				expect(new Set(itemsOf(edit.value).map(({ event: one }) => one))).toEqual(
					new Set(dates.map((one) => one.event))
				);
			})
		);
	});
});

describe('the path of a case', () => {
	it('is in the order of time with today on it, and every step once', () => {
		fc.assert(
			fc.property(several, (dates) => {
				const steps = pathOf(dates, TODAY);
				const order = steps.map(({ date }) => date);
				expect(order).toEqual([...order].sort());
				expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
				expect(steps.filter(({ state }) => state === 'now')).toHaveLength(1);
				for (const { state, date } of steps)
					if (state !== 'now') expect(date < TODAY ? ['done', 'late'] : ['next', 'done']).toContain(state);
			})
		);
	});
});
