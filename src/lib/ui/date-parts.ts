/** What a worker has typed into the date fields; empty strings where nothing was typed. */
export interface DateParts {
	readonly day: string;
	readonly month: string;
	readonly year: string;
	readonly time: string;
}

const NO_DATE: DateParts = { day: '', month: '', year: '', time: '' };

/** Half a date, kept as it was typed: what {@link toParts} reads back, and no calendar accepts. */
export function asTyped({ day, month, year }: DateParts): string {
	return day || month || year ? `~${day}/${month}/${year}` : '';
}

/** `YYYY-MM-DDTHH:MM`, `YYYY-MM-DD` or `YYYY-MM` to parts; anything else to empty parts. */
export function toParts(value: string): DateParts {
	const match = /^(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}))?)?$/.exec(value);
	if (!match) return halfTyped(value);
	const [, year = '', month = '', day = '', time = ''] = match;
	return { day: day && String(Number(day)), month: String(Number(month)), year, time };
}

function halfTyped(value: string): DateParts {
	const match = /^~([^/]*)\/([^/]*)\/([^/]*)$/.exec(value);
	if (!match) return NO_DATE;
	const [, day = '', month = '', year = ''] = match;
	return { day, month, year, time: '' };
}

/** The value the parts spell, `''` while incomplete, or `null` when no such date exists. */
export function fromParts(parts: DateParts, monthOnly: boolean): string | null {
	const { day, month, year, time } = parts;
	if (![day, month, year].every((part) => /^\d*$/.test(part.trim()))) return null;
	if (!month || year.trim().length < 4 || (!day && !monthOnly)) return '';
	const [y, m, d] = [Number(year), Number(month), Number(day || '1')];
	if (y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) return null;
	const stem = `${String(y)}-${String(m).padStart(2, '0')}`;
	if (!day) return stem;
	return `${stem}-${String(d).padStart(2, '0')}${time ? `T${time}` : ''}`;
}

function daysIn(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
