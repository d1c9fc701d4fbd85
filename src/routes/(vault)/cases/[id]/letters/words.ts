/** A letter in words, as it stands on paper: in French whatever the interface speaks. */
import type { DatedFact, Enclosed, LetterKind } from '$lib/casework';
import { dayInWords, monthInWords } from '$lib/i18n/dates';
import type { Translate } from '../../../parts/words.ts';

const TO: Readonly<Record<LetterKind, string>> = {
	first: 'prefecture',
	renewal: 'prefecture',
	extension: 'prefecture',
	paper: 'prefecture',
	reflection: 'police',
	minor: 'prosecutor'
};

/** Above the text: of whom, to whom, where and when, about what. `name`: empty for a line to fill in by hand. */
export function headWords(t: Translate, kind: LetterKind, name: string): { lines: readonly string[]; subject: string } {
	const own = name ? t('letters.sheet.name', { values: { name } }) : t('letters.sheet.noName');
	const concerned = name ? t('letters.sheet.concerned', { values: { name } }) : t('letters.sheet.noConcerned');
	return {
		lines: [
			...(kind === 'minor' ? [t('letters.sheet.sender'), concerned] : [own]),
			t(`letters.sheet.${TO[kind]}`),
			t('letters.sheet.place')
		],
		subject: t(`letters.subject.${kind}`)
	};
}

export function paperWords(t: Translate, { rule, instead }: Enclosed): string {
	const paper = t(`letters.papers.${rule}`);
	return instead === undefined ? paper : t('letters.sheet.instead', { values: { paper, instead } });
}

export function dateWords(t: Translate, { date, what }: DatedFact): string {
	const words = date.length > 7 ? dayInWords(date, 'fr') : monthInWords(date, 'fr');
	return t('letters.sheet.date', { values: { date: words, what: t(`letters.dates.${what}`) } });
}
