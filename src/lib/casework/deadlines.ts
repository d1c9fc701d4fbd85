/** The time limits of cases, in the order in which they end, and how near each is. Pure, over what the index says of every case. */
import type { FieldValue } from '$lib/domain/case';
import { addDays, daysBetween, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import { caseDates, dueDays, familyOf, type CaseDate, type EventId } from '$lib/domain/dated';
import { limitsOf, type Limit } from '$lib/law/limits';
import type { RuleId } from '$lib/law/types';
import type { CaseSummary, Edit } from '$lib/vault';
import { idsOf, type Fields } from './values.ts';

const HOUR_MS = 3_600_000;
/** How long after 18 a first request that was not made is still told of. */
const LATE_AT_18_DAYS = 60;
const CLOSED: ReadonlySet<string> = new Set(['closed', 'closed-referred']);

/** `next`: what the worker wants to do next; `erase`: the day on which the case is to be erased, or kept for a reason. */
export interface Deadline extends Pick<Limit, 'date' | 'time' | 'instant' | 'printed' | 'turn'> {
	readonly id: string;
	readonly event: EventId | 'next' | 'erase';
	readonly rule: RuleId | null;
}

export const URGENCIES = ['overdue', 'hours', 'week', 'month', 'later'] as const;
export type Urgency = (typeof URGENCIES)[number];
const NEAR: ReadonlySet<Urgency> = new Set(['overdue', 'hours', 'week']);

/** Now, as a day of the calendar and in milliseconds since 1970. */
export interface Moment {
	readonly today: CivilDate;
	readonly instant: number;
}

/** Of one date: what has passed without any harm is left out. */
function running(date: CaseDate, today: CivilDate): readonly Limit[] {
	if (date.done) return [];
	const limits = limitsOf(date).filter(({ turn, date: day }) => !turn || day >= today);
	return date.event === 'birth' ? limits.filter(({ date: day }) => addDays(day, LATE_AT_18_DAYS) >= today) : limits;
}

/** What is to be watched among these dates, soonest first, each once. */
export function deadlinesOf(dates: readonly CaseDate[], today: CivilDate): readonly Deadline[] {
	const all = dates.flatMap((date) => running(date, today));
	return [...new Map(all.map((one) => [deadlineKey(one), one])).values()].sort(bySoonest);
}

/** Of one case. */
export function deadlineKey({ event, id, date, time }: Deadline): string {
	return [event, id, date, time].join(' ');
}

export interface CaseDeadline {
	readonly summary: CaseSummary;
	readonly deadline: Deadline;
}

/** Of all cases that are not closed; a closed one has only its day of erasure left. */
export function allDeadlines(cases: readonly CaseSummary[], today: CivilDate): readonly CaseDeadline[] {
	return cases
		.flatMap((summary) => ofCase(summary, today).map((deadline) => ({ summary, deadline })))
		.sort((a, b) => bySoonest(a.deadline, b.deadline) || compare(a.summary.id, b.summary.id));
}

function ofCase({ status, dates, nextDate, eraseOn }: CaseSummary, today: CivilDate): readonly Deadline[] {
	const erase = own('erase', eraseOn, 'LAW-T-RETENTION');
	if (CLOSED.has(status)) return erase;
	return [...deadlinesOf(dates, today), ...own('next', nextDate, null), ...erase];
}

/** Days on which something is due in a case, but for its erasure. */
export function dueDates(summary: CaseSummary, today: CivilDate): readonly CivilDate[] {
	return ofCase(summary, today).flatMap(({ event, date }) => (event === 'erase' ? [] : [date]));
}

/** What can be put into a calendar: what is still to come, with what the worker wants to do next. */
export function comingIn(fields: Fields, today: CivilDate): readonly Deadline[] {
	const [next] = valuesOf(fields, 'nextDate');
	const all = [...own('next', typeof next === 'string' ? next : null, null), ...deadlinesOf(datesOf(fields), today)];
	return all.filter(({ date }) => date >= today).sort(bySoonest);
}

function own(id: 'next' | 'erase', on: string | null, rule: RuleId | null): readonly Deadline[] {
	const date = parseCivilDate(on ?? '');
	return date ? [{ id, event: id, date, rule, printed: false, turn: false }] : [];
}

function bySoonest(a: Deadline, b: Deadline): number {
	return compare(a.date, b.date) || compare(a.time ?? '', b.time ?? '') || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** `hours`: it ends today or tomorrow, or within 48 hours where hours are counted. */
export function urgencyOf({ date, instant: end }: Deadline, { today, instant }: Moment): Urgency {
	if (end !== undefined && end <= instant) return 'overdue';
	const days = daysBetween(today, date);
	if (days < 0) return 'overdue';
	if (days <= 1 || (end !== undefined && end - instant <= 48 * HOUR_MS)) return 'hours';
	return days <= 7 ? 'week' : days <= 30 ? 'month' : 'later';
}

/** It has passed, or ends within seven days. */
export function isNear(deadline: Deadline, now: Moment): boolean {
	return NEAR.has(urgencyOf(deadline, now));
}

export function byUrgency<T extends { readonly deadline: Deadline }>(
	all: readonly T[],
	now: Moment
): Readonly<Record<Urgency, readonly T[]>> {
	const groups: Record<Urgency, T[]> = { overdue: [], hours: [], week: [], month: [], later: [] };
	for (const one of all) groups[urgencyOf(one.deadline, now)].push(one);
	return groups;
}

/** Every date that a case says something of, those that are done too. */
export function datesOf(fields: Fields): readonly CaseDate[] {
	return caseDates((field) =>
		field === 'tasks'
			? dueDays(Object.entries(fields).map(([path, versions]) => [path, versions.map(({ value }) => value)]))
			: valuesOf(fields, field)
	);
}

function valuesOf(fields: Fields, field: string): readonly unknown[] {
	return (fields[field] ?? []).map(({ value }) => value);
}

/** Their time limits are drawn, they are not. */
const UNDRAWN: ReadonlySet<EventId> = new Set(['birth', 'card-expires', 'address', 'paper', 'report', 'task']);

/** A step on the path of a case. */
export interface Step {
	readonly id: string;
	readonly kind: 'event' | 'today' | 'limit';
	/** An event, or a time limit. */
	readonly word: string;
	readonly date: CivilDate;
	readonly time?: string | undefined;
	readonly state: 'done' | 'now' | 'next' | 'late';
	readonly printed: boolean;
}

/** What happened, where we are, what comes: the dates of a case in the order of time. A birth says nothing on this line. */
export function pathOf(dates: readonly CaseDate[], today: CivilDate): readonly Step[] {
	const events = dates.flatMap(({ event, date, time }): readonly Step[] => {
		const day = parseCivilDate(date);
		if (!day || UNDRAWN.has(event)) return [];
		const state = day <= today ? 'done' : 'next';
		return [{ id: `${event} ${day}`, kind: 'event', word: event, date: day, time, state, printed: false }];
	});
	const limits = deadlinesOf(dates, today).map((limit): Step => ({
		id: deadlineKey(limit),
		kind: 'limit',
		word: limit.id,
		date: limit.date,
		time: limit.time,
		state: limit.date < today ? 'late' : 'next',
		printed: limit.printed
	}));
	const now: Step = { id: 'today', kind: 'today', word: 'today', date: today, state: 'now', printed: false };
	const rank = { event: 0, today: 1, limit: 2 };
	return [...new Map([...events, now, ...limits].map((step) => [step.id, step])).values()].sort(
		(a, b) => compare(a.date, b.date) || rank[a.kind] - rank[b.kind] || compare(a.time ?? '', b.time ?? '')
	);
}

/** Nothing of this date is to be watched any more, or all of it again. What else is known of the same moves along: it would be hidden. */
export function settled(fields: Fields, { event, date: on }: CaseDate, done: CivilDate | null): Edit {
	const written = caseDates((field) => (field === 'dates' ? valuesOf(fields, field) : []));
	const beside = datesOf(fields).filter((date) => familyOf(date.event) === familyOf(event));
	const kept = written.filter((date) => familyOf(date.event) !== familyOf(event));
	const value = [...kept, ...beside].flatMap((date) =>
		asItem(date.event === event && date.date === on ? { ...date, done: done ?? undefined } : date)
	);
	return { path: 'dates', value, over: idsOf(fields, 'dates') };
}

/** As the field `dates` holds it; a month counts from its first day, as the law's time limits do. */
function asItem({ event, date, time, end, done }: CaseDate): readonly Readonly<Record<string, FieldValue>>[] {
	const day = parseCivilDate(date) ?? parseCivilDate(`${date}-01`);
	if (!day) return [];
	const last = end === undefined ? undefined : (parseCivilDate(end) ?? parseCivilDate(`${end}-01`));
	return [{ event, date: day, ...(time ? { time } : {}), ...(last ? { end: last } : {}), ...(done ? { done } : {}) }];
}
