/**
 * Time limits of the law as pure functions of civil dates, always on the safe side: where two readings exist the earlier
 * date is given, and a date known by its month counts from the first day of it. A date printed on a document prevails.
 */
import {
	addDays,
	addMonths,
	addYears,
	civilDate,
	parseInterval,
	parts,
	type CivilDate,
	type DateInterval
} from '../domain/civil-date.ts';
import { timeZoneOf } from './departments.ts';
import type { RuleId } from './types.ts';

const REFLECTION_DAYS = 30;
const WINDOW_OPENS_DAYS = 120;
const WINDOW_CLOSES_DAYS = 60;
const MAJORITY = 18;
const HOUR_MS = 3_600_000;

/** Last day surely inside the reflection period: the day the receipt was handed over is the first (CESEDA R425-2). */
export function reflectionLastSureDay(receipt: CivilDate): CivilDate {
	return addDays(receipt, REFLECTION_DAYS - 1);
}

/** When a renewal is filed in time: from the 120th to the 60th day before expiry, the online rule (CESEDA R431-5 1°). */
export function renewalWindow(expiry: CivilDate): { readonly opens: CivilDate; readonly closes: CivilDate } {
	return { opens: addDays(expiry, -WINDOW_OPENS_DAYS), closes: addDays(expiry, -WINDOW_CLOSES_DAYS) };
}

/** Start of the two months in which a renewal is filed on paper, where the portal does not take it (CESEDA R431-5 1°). */
export function paperRenewalOpens(expiry: CivilDate): CivilDate {
	return addMonths(expiry, -2);
}

/** Six months after expiry without a new request (CESEDA R431-8). */
export function renewalLapses(expiry: CivilDate): CivilDate {
	return addMonths(expiry, 6);
}

/** First day of full age. Born on 29 February: 1 March in a common year, the reading that keeps a minor's protection. */
export function fullAgeOn(birth: CivilDate): CivilDate {
	const birthday = addYears(birth, MAJORITY);
	return parts(birth)[2] === parts(birthday)[2] ? birthday : addDays(birthday, 1);
}

/** Last day to ask for a first permit at full age: two months after the 18th birthday (CESEDA R431-5 3°). */
export function applyAtFullAge(birth: CivilDate): CivilDate {
	return addMonths(addYears(birth, MAJORITY), 2);
}

/** Last day to ask for another permit during an asylum claim (CESEDA D431-7, L431-2). */
export function otherPermitDuringAsylum(informed: CivilDate): CivilDate {
	return addMonths(informed, 2);
}

/** Day on which four months of silence on a complete request become a refusal (CESEDA R432-2). */
export function silenceIsRefusal(applied: CivilDate): CivilDate {
	return addMonths(applied, 4);
}

/** Last day to challenge a refusal of stay alone; whether the two months are clear ones is left aside (CJA R421-1, R421-2). */
export function refusalAppeal(refused: CivilDate): CivilDate {
	return addMonths(refused, 2);
}

/** End of the first six months of the exit path, and of the 24 months in all (CESEDA L425-4, CASF L121-9). */
export function exitPathEnds(authorised: CivilDate): { readonly first: CivilDate; readonly last: CivilDate } {
	return { first: addMonths(authorised, 6), last: addMonths(authorised, 24) };
}

/** Last day to leave by oneself after an expulsion order, unless the time was refused (CESEDA L612-1). */
export function leaveBy(notified: CivilDate): CivilDate {
	return addDays(notified, 30);
}

export type Confinement = 'none' | 'house-arrest' | 'prison' | 'detention';

/** `at` and `department` of an order handed over, as answered. */
export interface Notified {
	/** `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm` on the clock of the place. */
	readonly notified: string;
	readonly confinement: Confinement;
	/** INSEE code, for the time zone; the mainland's without it. */
	readonly department?: string | null | undefined;
}

export interface AppealDeadline {
	readonly date: CivilDate;
	/** `HH:MM` on the clock of the place; only where the law counts hours. */
	readonly time?: string;
	/** Milliseconds since 1970, only where the law counts hours. */
	readonly instant?: number;
	readonly rule: RuleId;
	/** First day of the count. */
	readonly from: CivilDate;
}

/**
 * Last moment to bring an expulsion order before the administrative court: one month, seven days under house arrest or in
 * prison, 48 hours in a detention centre (CESEDA L911-1, L921-1, L921-2). Hours are counted as they pass, over a change of
 * clock too; without an hour they count from midnight. `null` when the date is none.
 */
export function appealDeadline({ notified, confinement, department }: Notified): AppealDeadline | null {
	const [day = '', hour] = notified.split('T');
	const from = parseInterval(day)?.first;
	if (!from) return null;
	switch (confinement) {
		case 'none':
			return { date: addMonths(from, 1), rule: 'LAW-T-APPEAL-1M', from };
		case 'house-arrest':
		case 'prison':
			return { date: addDays(from, 7), rule: 'LAW-T-APPEAL-7D', from };
		case 'detention': {
			const zone = timeZoneOf(department);
			const instant = instantOf(from, hour ?? '00:00', zone) + 48 * HOUR_MS;
			return { ...wallClock(instant, zone), instant, rule: 'LAW-T-APPEAL-48H', from };
		}
	}
}

/** Milliseconds since 1970 of a time on the clock of a place. A time the clock skips or shows twice is read as the earlier one. */
export function instantOf(date: CivilDate, time: string, zone: string): number {
	const naive = Date.parse(`${date}T${time}:00Z`);
	const candidates = [-1, 0, 1].map((day) => naive - offset(naive + day * 24 * HOUR_MS, zone));
	const exact = candidates.filter((instant) => instant + offset(instant, zone) === naive);
	return Math.min(...(exact.length > 0 ? exact : candidates));
}

/** Day and `HH:MM` that the clock of a place shows. */
export function wallClock(instant: number, zone: string): { readonly date: CivilDate; readonly time: string } {
	const shown = new Date(instant + offset(instant, zone)).toISOString();
	return { date: civilDate(shown.slice(0, 10)), time: shown.slice(11, 16) };
}

/** Milliseconds the clock of a place is ahead of UTC at an instant. */
function offset(instant: number, zone: string): number {
	const shown = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
		.formatToParts(new Date(instant))
		.find(({ type }) => type === 'timeZoneName')?.value;
	const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(shown ?? '');
	if (!match) throw new Error(`no offset for ${zone}`);
	if (!match[1]) return 0;
	return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

/** The date in an answer that may carry an hour. */
export function intervalOf(answer: string | null | undefined): DateInterval | null {
	return answer ? parseInterval(answer.split('T')[0] ?? '') : null;
}
