/**
 * A date of the civil calendar, `YYYY-MM-DD`: what is printed on a receipt, with no hour and no time zone.
 * Kept as text, so that comparison is string comparison and nothing shifts by a day when a phone changes zone.
 */
declare const civil: unique symbol;
export type CivilDate = string & { readonly [civil]: true };

/** The earliest and the latest day a date known only in part may be; both the same when the day is known. */
export interface DateInterval {
	readonly first: CivilDate;
	readonly last: CivilDate;
}

const DAY_MS = 86_400_000;

/** The date in `text`, or `null` when it is not `YYYY-MM-DD` or does not exist (30 February). */
export function parseCivilDate(text: string): CivilDate | null {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	if (!match) return null;
	const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
	if (year < 1900 || year > 2200 || month < 1 || month > 12) return null;
	return day >= 1 && day <= daysInMonth(year, month) ? (text as CivilDate) : null;
}

/** Like {@link parseCivilDate} for dates written in the code or already checked; throws when broken. */
export function civilDate(text: string): CivilDate {
	const date = parseCivilDate(text);
	if (date === null) throw new Error(`not a date: ${text}`);
	return date;
}

/** `YYYY-MM-DD` as that day, `YYYY-MM` as the whole month; `null` when neither. */
export function parseInterval(text: string): DateInterval | null {
	if (/^\d{4}-\d{2}$/.test(text)) {
		const first = parseCivilDate(`${text}-01`);
		return first === null ? null : { first, last: endOfMonth(first) };
	}
	const date = parseCivilDate(text);
	return date === null ? null : { first: date, last: date };
}

function daysInMonth(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function endOfMonth(date: CivilDate): CivilDate {
	const [year, month] = parts(date);
	return write(year, month, daysInMonth(year, month));
}

/** `days` may be negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
	return fromDayNumber(dayNumber(date) + days);
}

/** Same day of the month `months` later (or earlier), or the last day of that month when it is shorter: 31 January + 1 = 28 February. */
export function addMonths(date: CivilDate, months: number): CivilDate {
	const [year, month, day] = parts(date);
	const index = year * 12 + (month - 1) + months;
	const newYear = Math.floor(index / 12);
	const newMonth = (index % 12) + 1;
	return write(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** 29 February comes back on 28 February in a common year: the earlier, safe reading. */
export function addYears(date: CivilDate, years: number): CivilDate {
	return addMonths(date, years * 12);
}

/** Days from `from` to `to`, negative when `to` comes first. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
	return dayNumber(to) - dayNumber(from);
}

export function parts(date: CivilDate): [year: number, month: number, day: number] {
	return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function write(year: number, month: number, day: number): CivilDate {
	return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as CivilDate;
}

function pad(value: number, width: number): string {
	return String(value).padStart(width, '0');
}

/** Days since 1970-01-01. */
function dayNumber(date: CivilDate): number {
	const [year, month, day] = parts(date);
	return Date.UTC(year, month - 1, day) / DAY_MS;
}

function fromDayNumber(days: number): CivilDate {
	const at = new Date(days * DAY_MS);
	return write(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}
