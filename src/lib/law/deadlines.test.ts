/** Time limits day by day over eleven years, month ends and leap years included, against counting on a calendar. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, civilDate, daysBetween, parts, type CivilDate } from '../domain/civil-date.ts';
import {
	appealDeadline,
	applyAtFullAge,
	exitPathEnds,
	fullAgeOn,
	instantOf,
	leaveBy,
	otherPermitDuringAsylum,
	reflectionLastSureDay,
	refusalAppeal,
	renewalLapses,
	renewalWindow,
	silenceIsRefusal,
	wallClock
} from './deadlines.ts';
import { DEPARTMENT_CODES, timeZoneOf } from './departments.ts';

const d = civilDate;

/** Every day from 2019 to 2029: three leap years, every month end. */
function* everyDay(): Generator<CivilDate> {
	for (let day = d('2019-01-01'); day <= '2029-12-31'; day = addDays(day, 1)) yield day;
}

/** Counts on JavaScript's own calendar, the way a person would: same day of a later month, or that month's last day. */
function monthsLater(date: CivilDate, months: number): string {
	const [year, month, day] = parts(date);
	const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
	return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

function daysLater(date: CivilDate, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

describe('counted in days', () => {
	it('agrees with the calendar on every day', () => {
		for (const day of everyDay()) {
			expect(reflectionLastSureDay(day)).toBe(daysLater(day, 29));
			expect(renewalWindow(day)).toEqual({ opens: daysLater(day, -120), closes: daysLater(day, -60) });
			expect(leaveBy(day)).toBe(daysLater(day, 30));
			expect(appealDeadline({ notified: day, confinement: 'prison' })?.date).toBe(daysLater(day, 7));
			expect(appealDeadline({ notified: day, confinement: 'house-arrest' })?.date).toBe(daysLater(day, 7));
		}
	});

	it('counts the day of the receipt as the first of thirty', () => {
		expect(reflectionLastSureDay(d('2026-10-01'))).toBe('2026-10-30');
		expect(reflectionLastSureDay(d('2028-02-01'))).toBe('2028-03-01');
		expect(reflectionLastSureDay(d('2027-02-01'))).toBe('2027-03-02');
	});
});

describe('counted in months', () => {
	it('agrees with the calendar on every day', () => {
		for (const day of everyDay()) {
			expect(silenceIsRefusal(day)).toBe(monthsLater(day, 4));
			expect(refusalAppeal(day)).toBe(monthsLater(day, 2));
			expect(otherPermitDuringAsylum(day)).toBe(monthsLater(day, 2));
			expect(renewalLapses(day)).toBe(monthsLater(day, 6));
			expect(exitPathEnds(day)).toEqual({ first: monthsLater(day, 6), last: monthsLater(day, 24) });
			expect(appealDeadline({ notified: day, confinement: 'none' })?.date).toBe(monthsLater(day, 1));
		}
	});

	it('ends on the last day of a shorter month', () => {
		expect(appealDeadline({ notified: '2027-01-31', confinement: 'none' })?.date).toBe('2027-02-28');
		expect(appealDeadline({ notified: '2028-01-31', confinement: 'none' })?.date).toBe('2028-02-29');
		expect(refusalAppeal(d('2026-12-31'))).toBe('2027-02-28');
		expect(silenceIsRefusal(d('2027-10-31'))).toBe('2028-02-29');
	});

	it('counts a date known by its month from the first day', () => {
		expect(appealDeadline({ notified: '2026-11', confinement: 'none' })?.date).toBe('2026-12-01');
		expect(appealDeadline({ notified: '2026-11', confinement: 'prison' })?.date).toBe('2026-11-08');
	});

	it('refuses what is no date', () => {
		for (const notified of ['', '2026-02-30', '2026-13', 'today'])
			expect(appealDeadline({ notified, confinement: 'none' })).toBeNull();
	});
});

describe('full age', () => {
	it('comes on the 18th birthday, and two months are left to apply', () => {
		expect(fullAgeOn(d('2008-12-20'))).toBe('2026-12-20');
		expect(applyAtFullAge(d('2008-12-20'))).toBe('2027-02-20');
		expect(applyAtFullAge(d('2008-12-31'))).toBe('2027-02-28');
	});

	it('keeps the protection a day longer and the deadline a day shorter for those born on 29 February', () => {
		expect(fullAgeOn(d('2008-02-29'))).toBe('2026-03-01');
		expect(applyAtFullAge(d('2008-02-29'))).toBe('2026-04-28');
		expect(fullAgeOn(d('2000-02-28'))).toBe('2018-02-28');
	});

	it('never comes before eighteen years have passed', () => {
		for (const day of everyDay()) {
			const age = fullAgeOn(day);
			expect(parts(age)[0] - parts(day)[0]).toBe(18);
			expect(age.slice(5) >= day.slice(5)).toBe(true);
			expect(daysBetween(addMonths(day, 216), age)).toBeLessThanOrEqual(1);
		}
	});
});

describe('48 hours in a detention centre', () => {
	const held = (notified: string, department?: string) => {
		const due = appealDeadline({ notified, confinement: 'detention', department });
		return due && `${due.date} ${due.time ?? ''}`;
	};

	it('are counted in hours, on the clock of the place', () => {
		expect(held('2026-11-24T15:20')).toBe('2026-11-26 15:20');
		expect(held('2026-11-24T15:20', '974')).toBe('2026-11-26 15:20');
		expect(held('2026-12-31T23:59', '976')).toBe('2027-01-02 23:59');
	});

	it('run from midnight when the hour is not known', () => {
		expect(held('2026-11-24')).toBe('2026-11-26 00:00');
		expect(held('2026-11')).toBe('2026-11-03 00:00');
	});

	it('pass as they pass when the clocks change', () => {
		expect(held('2026-10-24T12:00')).toBe('2026-10-26 11:00');
		expect(held('2027-03-27T12:00')).toBe('2027-03-29 13:00');
		expect(held('2026-10-24T12:00', '973')).toBe('2026-10-26 12:00');
	});

	it('are the earlier reading of an hour that the clock shows twice or skips', () => {
		expect(instantOf(d('2026-10-25'), '02:30', 'Europe/Paris')).toBe(Date.UTC(2026, 9, 25, 0, 30));
		const skipped = instantOf(d('2027-03-28'), '02:30', 'Europe/Paris');
		expect(skipped).toBe(Date.UTC(2027, 2, 28, 0, 30));
	});

	it('are 48 hours of real time in every département', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...DEPARTMENT_CODES),
				fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 11, 31) }),
				(department, at) => {
					const zone = timeZoneOf(department);
					const { date, time } = wallClock(at - (at % 60_000), zone);
					const served = instantOf(date, time, zone);
					const due = appealDeadline({ notified: `${date}T${time}`, confinement: 'detention', department });
					expect(due?.instant).toBe(served + 48 * 3_600_000);
					expect(at - (at % 60_000) - served === 0 || at - (at % 60_000) - served === 3_600_000).toBe(true);
				}
			)
		);
	});

	it('are told in the time zone of the island, not of the phone', () => {
		const served = appealDeadline({ notified: '2026-11-24T08:00', confinement: 'detention', department: '972' });
		expect(served?.instant).toBe(Date.UTC(2026, 10, 26, 12, 0));
	});
});
