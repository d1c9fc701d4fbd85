/** What a jurist reads at /law: every rule said in both languages, exactly, and nothing the app promised not to say. */
import { describe, expect, it } from 'vitest';
import { CERTAINTIES, PUBLICATIONS, RULES, TOPICS, WATCHED } from '../../src/lib/law/sources/index.ts';
import { readCatalogs } from '../../src/tools/catalogs.ts';
import { RULE_IDS } from './rule-ids.ts';

const WORDS = { fr: readCatalogs('messages', 'fr'), en: readCatalogs('messages', 'en') };
const LOCALES = ['fr', 'en'] as const;

/** Articles, dates and figures of a sentence, written one way: 45 000 and 45,000 are 45000, 7,40 is 7.40. */
function figures(sentence: string): string[] {
	return (
		sentence
			.replaceAll(/\/(?:24|7)\b/g, '') // 24 h/24, 7 j/7
			.replaceAll(/(\d)[\u202f,](?=\d{3}(?!\d))/g, '$1')
			.replaceAll(/(\d),(\d)/g, '$1.$2')
			.replaceAll(/\b(\d+):00\b/g, '$1')
			.match(/\d+(?:[-.]\d+)*/g)
			?.sort() ?? []
	);
}

it('no fact was lost and none invented', () => {
	expect(RULES.map(({ id }) => id).sort()).toEqual([...RULE_IDS].sort());
});

describe.each(LOCALES)('in %s', (locale) => {
	const words = WORDS[locale];

	it.each(RULES)('$id has a title, a text, and a note exactly when one is announced', ({ id, noted }) => {
		expect(words.get(`law.rules.${id}.title`)).toMatch(/\p{L}/u);
		expect(words.get(`law.rules.${id}.text`)).toMatch(/\p{L}.*[.)]$/su);
		expect(words.has(`law.rules.${id}.note`)).toBe(noted);
	});

	it('every word belongs to a rule that exists', () => {
		const ids = new Set([...words.keys()].flatMap((key) => /^law\.rules\.([^.]+)\./.exec(key)?.[1] ?? []));
		expect([...ids].sort()).toEqual([...RULE_IDS].sort());
	});

	it('topics, certainty, sources and announced changes have their words', () => {
		const keys = [
			...TOPICS.map((topic) => `topics.${topic}`),
			...CERTAINTIES.flatMap((letter) => [`certainty.${letter}`, `certaintyMeans.${letter}`]),
			...Object.keys(PUBLICATIONS).map((key) => `sources.${key}`),
			...WATCHED.map(({ id }) => `check.reasons.watched:${id}`),
			'check.reasons.older-than-6-months'
		];
		expect(keys.filter((key) => !words.has(`law.${key}`))).toEqual([]);
	});

	it('no rule says that a person is entitled or not', () => {
		const claims = /\béligib|\bentitled|\beligible|\ba droit à|\bont droit à|\bn’êtes pas|\byou are\b/i;
		const said = [...words].filter(([key, text]) => key.startsWith('law.rules.') && claims.test(text));
		expect(said.map(([key]) => key)).toEqual([]);
	});
});

it.each(RULES)('$id says the same articles and figures in both languages', ({ id, noted }) => {
	for (const part of noted ? ['title', 'text', 'note'] : ['title', 'text']) {
		const key = `law.rules.${id}.${part}`;
		expect(figures(WORDS.fr.get(key) ?? ''), key).toEqual(figures(WORDS.en.get(key) ?? ''));
	}
});

it('French is typeset: curly apostrophes, no plain space inside quotation marks or before double punctuation', () => {
	const broken = [...WORDS.fr].filter(
		([key, text]) => key.startsWith('law.') && / [;:?!»]|« |'/.test(text.replaceAll(/\{[^}]*\{|\}[^}]*\}/g, ''))
	);
	expect(broken.map(([key]) => key)).toEqual([]);
});
