/** The sheets of a pack in words: in French whatever the interface speaks, without the name of the app or the code of the case. */
import {
	datedFacts,
	enclosed,
	nameOf,
	papersAsked,
	planOf,
	type CaseFileLine,
	type Fields,
	type LetterKind,
	type PackPart,
	type Written
} from '$lib/casework';
import type { Place, Section } from '$lib/pdf';
import { dateWords, headWords, paperWords } from '../letters/words.ts';
import type { Translate } from '../../../parts/words.ts';

/** What was ticked. */
export interface Chosen {
	readonly names: boolean;
	readonly checklist: boolean;
	readonly chronology: boolean;
	readonly letters: readonly LetterKind[];
	/** In the order in which they are to be. */
	readonly files: readonly CaseFileLine[];
}

interface Part {
	readonly part: PackPart;
	/** As the cover calls it. */
	readonly title: string;
	readonly section: Section;
}

/** Sheets of text after the cover. `today`: a paper that was good until yesterday is not joined. */
export function partsOf(
	t: Translate,
	fields: Fields,
	written: Written,
	chosen: Chosen,
	today: string
): readonly Part[] {
	const name = chosen.names ? nameOf(fields) : '';
	const dates = datedFacts(fields);
	return [
		...(chosen.checklist ? [checklist(t, fields, today)] : []),
		...chosen.letters.map((kind) => letter(t, kind, written[kind] ?? t(`letters.body.${kind}`), name)),
		...(chosen.chronology && dates.length > 0
			? [
					titled(
						'chronology',
						t('pack.sheet.chronology'),
						dates.map((fact) => dateWords(t, fact))
					)
				]
			: [])
	];
}

export function coverOf(
	t: Translate,
	fields: Fields,
	chosen: Chosen,
	parts: readonly Part[],
	starts: readonly number[],
	places: readonly Place[]
): Section {
	const name = chosen.names ? nameOf(fields) : '';
	const plan = planOf(fields);
	return [
		{ kind: 'title', text: t('pack.sheet.title') },
		...(plan ? [{ kind: 'text', text: t(`pack.sheet.track.${plan.track}`) } as const] : []),
		{ kind: 'text', text: name ? t('letters.sheet.name', { values: { name } }) : t('letters.sheet.noName') },
		{ kind: 'heading', text: t('pack.sheet.content') },
		...parts.map(({ title }, n) => item(t('pack.sheet.on', { values: { what: title, n: starts[n] ?? 0 } }))),
		...chosen.files.map((file, n) => item(fileWords(t, file, places[n])))
	];
}

function fileWords(t: Translate, file: CaseFileLine, place: Place | undefined): string {
	const what = file.name || t('pack.sheet.unnamed');
	if (!place || 'aside' in place) return t('pack.sheet.aside', { values: { what } });
	const { first, last } = place;
	if (first === last) return t('pack.sheet.on', { values: { what, n: first } });
	return t('pack.sheet.from', { values: { what, first, last } });
}

function checklist(t: Translate, fields: Fields, today: string): Part {
	const here = new Map(enclosed(fields, today).map((paper) => [paper.rule, paper]));
	const lines = papersAsked(planOf(fields)).map((rule) => {
		const paper = here.get(rule);
		return t(paper ? 'pack.sheet.here' : 'pack.sheet.notHere', { values: { paper: paperWords(t, paper ?? { rule }) } });
	});
	return titled('papers', t('pack.sheet.checklist'), lines);
}

function letter(t: Translate, kind: LetterKind, text: string, name: string): Part {
	const { lines, subject } = headWords(t, kind, name);
	const section: Section = [
		...lines.map((line) => ({ kind: 'text', text: line }) as const),
		{ kind: 'heading', text: subject },
		...text.split(/\n{2,}/).map((paragraph) => ({ kind: 'text', text: paragraph }) as const),
		{ kind: 'text', text: `\n${t('letters.sheet.signature')}` }
	];
	return { part: 'letter', title: subject, section };
}

const item = (text: string) => ({ kind: 'item', text }) as const;

function titled(part: PackPart, title: string, lines: readonly string[]): Part {
	return { part, title, section: [{ kind: 'title', text: title }, ...lines.map(item)] };
}
