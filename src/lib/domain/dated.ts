/**
 * Dates of a procedure: what a case knows of them, whoever wrote them down. Which time limits each opens stands in `law/limits.ts`;
 * here is only what happened, or is printed on a paper, and when.
 */
import { parseCivilDate, parseInterval } from './civil-date.ts';
import { lineOf } from './lines.ts';
import { DATED_PAPER, lastDay, Papers } from './pack.ts';
import { z } from './zod.ts';

/** What a date is the date of. */
export const EVENTS = [
	'reflection-receipt',
	'application',
	'receipt',
	'extension',
	'card-issued',
	'card-expires',
	'resident-card',
	'exit-path',
	'refusal',
	'oqtf',
	'oqtf-held',
	'oqtf-detained',
	'asylum-informed',
	'arrival',
	'commission',
	'facts',
	'judgment',
	'appeal-judgment',
	'final-judgment',
	'nationality-certificate'
] as const;
export type EventId = (typeof EVENTS)[number] | 'birth' | 'address' | 'paper' | 'report' | 'task';

/** Whose paper may bear the day on which the time ends; that day then prevails. */
export const PRINTED: readonly EventId[] = [
	'reflection-receipt',
	'receipt',
	'extension',
	'card-issued',
	'resident-card',
	'exit-path',
	'refusal',
	'oqtf',
	'oqtf-held'
];
/** Whose time is counted in hours. */
export const HOURLY: readonly EventId[] = ['oqtf-detained'];
export const DATES_MAX = 30;

const day = z.string().check(z.refine((text) => parseCivilDate(text) !== null));

export const Dated = z.strictObject({
	event: z.enum(EVENTS),
	date: day,
	/** `HH:MM` on the clock of the place. */
	time: z.optional(z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
	/** As printed. */
	end: z.optional(day),
	/** Since when nothing of it is to be watched any more. */
	done: z.optional(day)
});
const DatedList = z.array(Dated);

export interface CaseDate {
	readonly event: EventId;
	/** `YYYY-MM-DD`, or `YYYY-MM` where no more is kept. */
	readonly date: string;
	readonly time?: string | undefined;
	readonly end?: string | undefined;
	readonly done?: string | undefined;
	/** INSEE code, for the clock of the place. */
	readonly department?: string | undefined;
}

/** Values of a field: several where they were written at the same time by several people, and nobody has chosen yet. */
export type ValuesOf = (
	field: 'dates' | 'reflection' | 'birthDate' | 'permit' | 'papers' | 'reportBy' | 'reported' | 'department' | 'tasks'
) => readonly unknown[];

/** For `tasks`: days on which something is to be done. While people disagree on whether it is, it is not. */
export function dueDays(fields: Iterable<readonly [path: string, values: readonly unknown[]]>): readonly unknown[] {
	const due = new Map<string, readonly unknown[]>();
	const done = new Set<string>();
	for (const [path, values] of fields) {
		const line = lineOf(path);
		if (line?.kind !== 'task') continue;
		if (line.part === 'due') due.set(line.id, values);
		if (line.part === 'done' && values.every((value) => value !== null)) done.add(line.id);
	}
	return [...due].flatMap(([id, days]) => (done.has(id) ? [] : days));
}

/** Of these one replaces another: a person has one card, and is in one place. */
const FAMILIES: readonly (readonly EventId[])[] = [
	['card-issued', 'card-expires', 'resident-card'],
	['oqtf', 'oqtf-held', 'oqtf-detained']
];

export function familyOf(event: EventId): EventId {
	return FAMILIES.find((family) => family.includes(event))?.[0] ?? event;
}

/**
 * Every date of a case, each once. What is written among its dates goes before what a permit result or another field says of the
 * same; while people disagree, all that they say is there.
 */
export function caseDates(valuesOf: ValuesOf): readonly CaseDate[] {
	const [place] = valuesOf('department');
	const written = valuesOf('dates').flatMap((value) => {
		const list = DatedList.safeParse(value);
		return list.success ? list.data : [];
	});
	const named = new Set(written.map(({ event }) => familyOf(event)));
	const elsewhere = [
		...valuesOf('reflection').flatMap(reflectionDates),
		...valuesOf('birthDate').flatMap((value) => dateOf('birth', value)),
		...valuesOf('permit').flatMap(permitDates),
		...valuesOf('papers').flatMap(paperEnds),
		...valuesOf('tasks').flatMap((value) => dateOf('task', value)),
		...(valuesOf('reported').some((value) => value !== null)
			? []
			: valuesOf('reportBy').flatMap((value) => dateOf('report', value)))
	].filter(({ event }) => !named.has(familyOf(event)));
	const department = typeof place === 'string' ? place : undefined;
	const all = [...written, ...elsewhere].map((one): CaseDate => (department ? { department, ...one } : one));
	return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

function keyOf({ event, date, time, end, done }: CaseDate): string {
	return [event, date, time, end, done].join(' ');
}

const Record = z.object({ facts: z.record(z.string(), z.unknown()) });

const FROM_FACTS = {
	reflectionReceiptDate: 'reflection-receipt',
	exitPathDate: 'exit-path',
	applicationDate: 'application',
	birthDate: 'birth'
} as const satisfies Readonly<{ [fact: string]: EventId }>;
const HELD: Readonly<{ [place: string]: readonly EventId[] }> = {
	none: ['oqtf'],
	'house-arrest': ['oqtf-held'],
	prison: ['oqtf-held'],
	detention: ['oqtf-detained']
};
const TITLES: Readonly<{ [title: string]: EventId }> = {
	receipt: 'receipt',
	extension: 'extension',
	'L425-3': 'resident-card'
};

function permitDates(value: unknown): readonly CaseDate[] {
	const record = Record.safeParse(value);
	if (!record.success) return [];
	const { facts } = record.data;
	const text = (key: string) => (typeof facts[key] === 'string' ? facts[key] : '');
	const [served = '', time] = text('oqtfNotifiedDate').split('T');
	const department = text('department') || undefined;
	// Where the person is held is not known: whatever may run.
	const orders = HELD[text('confinement')] ?? Object.values(HELD).flat();
	const title = TITLES[text('title')];
	const expiry = text('titleExpiry');
	const found: readonly CaseDate[] = [
		...Object.entries(FROM_FACTS).flatMap(([fact, event]) => dateOf(event, facts[fact])),
		...(text('asylum') === 'pending' ? dateOf('asylum-informed', facts['asylumInformationDate']) : []),
		...(title ? dateOf(title, expiry).map((one) => ({ ...one, end: expiry })) : dateOf('card-expires', expiry)),
		...[...new Set(orders)].flatMap((event) => dateOf(event, served).map((one) => ({ ...one, time })))
	];
	return found.map((one) => (department ? { ...one, department } : one));
}

/** Of the papers at hand. */
function paperEnds(value: unknown): readonly CaseDate[] {
	const papers = Papers.safeParse(value);
	if (!papers.success) return [];
	return papers.data
		.filter(({ state }) => state === 'have')
		.flatMap((paper) => dateOf(paper.rule === DATED_PAPER ? 'address' : 'paper', lastDay(paper)));
}

const Reflections = z.array(z.object({ step: z.string(), from: z.optional(z.string()), to: z.optional(z.string()) }));

function reflectionDates(value: unknown): readonly CaseDate[] {
	const list = Reflections.safeParse(value);
	if (!list.success) return [];
	return list.data
		.filter(({ step }) => step === 'accepted')
		.flatMap(({ from, to }) => dateOf('reflection-receipt', from).map((one) => (to ? { ...one, end: to } : one)));
}

function dateOf(event: EventId, value: unknown): readonly CaseDate[] {
	return typeof value === 'string' && parseInterval(value) ? [{ event, date: value }] : [];
}
