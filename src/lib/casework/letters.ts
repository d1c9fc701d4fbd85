/** Letters of a request: which there are, what a case adds to one, and the draft in which one is kept while it is written. */
import type { FieldValue } from '$lib/domain/case';
import type { EventId } from '$lib/domain/dated';
import { lastDay } from '$lib/domain/pack';
import { z } from '$lib/domain/zod';
import type { RuleId } from '$lib/law/types';
import { itemsOf } from './items.ts';
import { papersAsked, papersOf, planOf } from './papers.ts';
import { valueOf, type Fields } from './values.ts';

export const LETTERS = ['first', 'renewal', 'extension', 'paper', 'reflection', 'minor'] as const;
export type LetterKind = (typeof LETTERS)[number];
export const LETTER_MAX = 6000;

/** Path under which a draft of its own holds what is written. */
const DRAFT = 'letter';
const text = z.exactOptional(z.string().check(z.maxLength(LETTER_MAX)));
/** What was changed in each letter; one that was not touched is as it is proposed. */
const Written = z.strictObject({
	first: text,
	renewal: text,
	extension: text,
	paper: text,
	reflection: text,
	minor: text
});
export type Written = z.infer<typeof Written>;

/** Scope of the draft of the letters of a case. */
export const letterScope = (id: string) => `letter-${id}`;

export const writtenEdit = (written: Written) => ({ path: DRAFT, value: { ...written } });

export function readWritten(edits: readonly { readonly path: string; readonly value: FieldValue | null }[]): Written {
	const read = Written.safeParse(edits.find(({ path }) => path === DRAFT)?.value);
	return read.success ? read.data : {};
}

/** Given name and family name, or nothing where the case has none. */
export function nameOf(fields: Fields): string {
	return [valueOf(fields, 'givenName'), valueOf(fields, 'familyName')]
		.filter((name): name is string => typeof name === 'string' && name !== '')
		.join(' ');
}

export interface Enclosed {
	readonly rule: RuleId;
	/** Stands in for the paper. */
	readonly instead?: string;
}

/** Papers that are at hand, or what replaces them, in the order of the request. */
export function enclosed(fields: Fields, today: string): readonly Enclosed[] {
	const papers = papersOf(fields);
	return papersAsked(planOf(fields)).flatMap((rule): Enclosed[] => {
		const paper = papers.find((one) => one.rule === rule);
		if (paper?.state === 'have') return (lastDay(paper) ?? today) >= today ? [{ rule }] : [];
		const instead = paper?.state === 'impossible' ? paper.note?.trim() : undefined;
		return instead ? [{ rule, instead }] : [];
	});
}

/** A dated fact of the case: a day or a month, and which fact, as a key of `letters.dates`. */
export interface DatedFact {
	readonly date: string;
	readonly what: string;
}

/** Of the dates that a case keeps, those that a prefecture has itself or asks about; an expulsion order is not told unasked. */
export const TOLD = [
	'reflection-receipt',
	'application',
	'receipt',
	'extension',
	'card-issued',
	'card-expires',
	'resident-card',
	'exit-path',
	'judgment',
	'appeal-judgment',
	'final-judgment'
] as const satisfies readonly EventId[];

/** Complaint, procedure, reflection period and applications, earliest first. Nothing that only helps the follow-up. */
export function datedFacts(fields: Fields): readonly DatedFact[] {
	const complaint = valueOf(fields, 'complaint');
	const month = valueOf(fields, 'complaintMonth');
	const kept = itemsOf(valueOf(fields, 'dates'));
	const facts = [
		...kept.map(({ event, date }) =>
			TOLD.flatMap((told) => (told === event ? fact(date ?? null, `event.${told}`) : []))
		),
		complaint === 'filed' || complaint === 'testified' ? fact(month, `complaint.${complaint}`) : [],
		...itemsOf(valueOf(fields, 'reflection')).map(({ from, to }) => [
			...(kept.some(({ event }) => event === 'reflection-receipt') ? [] : fact(from ?? null, 'reflection.from')),
			...fact(to ?? null, 'reflection.to')
		]),
		...itemsOf(valueOf(fields, 'filings')).map(({ month: when, track, step }) =>
			step === 'preparing' || typeof track !== 'string' ? [] : fact(when ?? null, `filing.${track}`)
		)
	].flat();
	return facts.sort((a, b) => (a.date < b.date ? -1 : 1));
}

function fact(date: FieldValue, what: string): readonly DatedFact[] {
	return typeof date === 'string' && date !== '' ? [{ date, what }] : [];
}
