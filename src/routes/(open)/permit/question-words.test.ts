import { describe, expect, test } from 'vitest';
import { CHOICES, FACT_KEYS, isDateKey, isYesNoKey } from '$lib/law/facts';
import { isAsked, question, valuesOf } from '$lib/state/open/questions';
import { DEPARTMENT_NAMES } from '$lib/law/department-names';
import { DEPARTMENT_CODES } from '$lib/law/departments';
import fr from '$messages/permit/fr.json';
import { CHANGEABLE, HINTED, OWN_YES_NO, VALUE_HINTS } from './question-words.ts';

type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
const questions: Readonly<Record<string, Words>> = fr.questions;
const facts: Readonly<Record<string, Readonly<Record<string, string>>>> = fr.facts;
const asked = FACT_KEYS.filter(isAsked);

describe('the words of the interview', () => {
	test('every fact but today’s date and the conclusion about links has its question, reason and label', () => {
		expect(FACT_KEYS.filter((key) => !isAsked(key))).toEqual(['today', 'linksBroken']);
		for (const key of asked) {
			expect(questions[key]?.ask, key).toBeTruthy();
			expect(questions[key]?.why, key).toBeTruthy();
			expect(facts[key]?.label, key).toBeTruthy();
		}
	});

	test.each(asked)('%s: the table of optional words is the one of the catalog', (key) => {
		const words = questions[key] ?? {};
		expect('hint' in words).toBe(HINTED.has(key));
		expect('yes' in words && 'no' in words).toBe(OWN_YES_NO.has(key));
		expect(Object.keys(words.hints ?? {}).sort()).toEqual([...(VALUE_HINTS[key] ?? [])].sort());
		expect(Object.keys(words.values ?? {})).toEqual(valuesOf(key));
		const { kind } = question(key);
		expect('date' in words).toBe(kind === 'date' || kind === 'event');
		expect('dateHint' in words).toBe(kind === 'event');
		expect('search' in words).toBe(kind === 'place');
	});

	test('every answer can be said back in words', () => {
		for (const key of FACT_KEYS.filter((name) => name !== 'today')) {
			const words = Object.keys(facts[key] ?? {});
			if (isYesNoKey(key)) expect(words, key).toEqual(expect.arrayContaining(['true', 'false']));
			else if (isDateKey(key)) expect(words, key).toEqual(expect.arrayContaining(['date', 'month']));
			else if (key in CHOICES) expect(words, key).toEqual(expect.arrayContaining([...CHOICES[key as 'title']]));
			else expect(words, key).toContain('value');
			expect(words.includes('change'), key).toBe(CHANGEABLE.has(key));
		}
		for (const key of ['oqtfNotifiedDate', 'applicationDate']) expect(facts[key]?.none).toBeTruthy();
	});
});

test('every département has its name', () => {
	expect(Object.keys(DEPARTMENT_NAMES).sort()).toEqual([...DEPARTMENT_CODES].sort());
});
