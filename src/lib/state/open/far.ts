/** How far away a day is, in words: days while they are counted, months after that. */
import { daysBetween, type CivilDate } from '$lib/domain/civil-date';

/** `$t`. */
type Translate = (id: string, options?: { values: Record<string, number> }) => string;

const IN_DAYS = 90;
const DAYS_A_MONTH = 30.4;

export function far(t: Translate, today: CivilDate, date: CivilDate): string {
	const days = daysBetween(today, date);
	const n = Math.abs(days);
	const way = days < 0 ? 'passed' : 'left';
	return n < IN_DAYS
		? t(`permit.deadlines.${way}`, { values: { n } })
		: t(`permit.deadlines.${way}Months`, { values: { n: Math.round(n / DAYS_A_MONTH) } });
}
