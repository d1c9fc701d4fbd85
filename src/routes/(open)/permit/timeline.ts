/** The dates of a result in the order of time: those answered, today, the time limits the rules compute. */
import { parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import { DATE_KEYS, type Facts } from '$lib/law/facts';
import type { Evaluation } from '$lib/law/types';

export interface Mark {
	readonly id: string;
	readonly kind: 'fact' | 'today' | 'deadline';
	readonly date: CivilDate;
	/** `HH:MM` on the clock of the place. */
	readonly time?: string | undefined;
	/** Word of a deadline, under `outcomes.deadlines`. */
	readonly word?: string;
	readonly state: 'done' | 'now' | 'next' | 'late';
}

/** A birth says nothing on this line; the rest of the dates answered do, where the day is known. */
const SHOWN = DATE_KEYS.filter((key) => key !== 'birthDate');

/** Days on which something begins to be so: past, they are done, not missed. */
const TURNS: ReadonlySet<string> = new Set(['full-age', 'silence', 'renew-window-opens']);

export function timeline(evaluation: Evaluation, facts: Facts): readonly Mark[] {
	const { date: today } = evaluation;
	const marks: Mark[] = [{ id: 'today', kind: 'today', date: today, state: 'now' }];
	for (const key of SHOWN) {
		const date = parseCivilDate((facts[key] ?? '').slice(0, 10));
		if (date)
			marks.push({ id: key, kind: 'fact', date, time: hourOf(facts[key]), state: date <= today ? 'done' : 'next' });
	}
	for (const { id, date, time, passed } of evaluation.outcomes.flatMap(({ deadlines }) => deadlines)) {
		if (marks.some((mark) => mark.word === id && mark.date === date)) continue;
		marks.push({
			id: `${id} ${date}`,
			kind: 'deadline',
			word: id,
			date,
			time,
			state: passed ? (TURNS.has(id) ? 'done' : 'late') : 'next'
		});
	}
	const order = { fact: 0, today: 1, deadline: 2 };
	return marks.sort(
		(a, b) => compare(a.date, b.date) || order[a.kind] - order[b.kind] || compare(a.time ?? '', b.time ?? '')
	);
}

function hourOf(answer: string | null | undefined): string | undefined {
	return answer?.split('T')[1];
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
