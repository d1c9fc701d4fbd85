import { expect, test } from 'vitest';
import en from '$messages/emergency/en.json';
import fr from '$messages/emergency/fr.json';
import { ruleById, RULES } from '$lib/law/sources';
import { AGREEMENT_RULES, dial, hrefOf, NUMBERS } from './numbers.ts';

test('the sheet carries 17, 112, SMS 114, 15, 115, 119 and 3114, each with its rule', () => {
	expect(NUMBERS.map((number) => number.href)).toEqual([
		'tel:17',
		'tel:112',
		'sms:114',
		'tel:15',
		'tel:115',
		'tel:119',
		'tel:3114'
	]);
	expect(NUMBERS.map((number) => number.rule)).toEqual(NUMBERS.map((number) => `TEL-${number.id}`));
});

test('the police is never called without her agreement but in peril or for a minor', () => {
	for (const id of ['17', '112', '114']) expect(NUMBERS.find((number) => number.id === id)?.agreement).toBe('police');
	expect(AGREEMENT_RULES).toEqual(expect.arrayContaining(['LAW-REPORT-PERIL', 'LAW-SECRET-EXC', 'LAW-REPORT-ADULT']));
});

test.each([fr, en])('each number says what it is for and whose agreement it needs', (words) => {
	const numbers: Record<string, { name: string; what: string }> = words.numbers;
	const agreement: Record<string, string> = words.agreement;
	for (const number of NUMBERS) {
		expect(numbers[number.id]?.name).toContain(number.id);
		expect(numbers[number.id]?.what).toBeTruthy();
		expect(agreement[number.agreement]).toBeTruthy();
	}
});

test('an on-call number is dialled as typed, without what only the eye needs', () => {
	expect(dial('+33 6 12.34-56 78')).toBe('tel:+33612345678');
	expect(dial('06 12 34 56 78')).toBe('tel:0612345678');
	expect(dial('06+12;ext=1')).toBe('tel:06121');
});

test('only a number read in the law or on an official page is dialled in one tap or goes on paper', () => {
	for (const { rule } of NUMBERS) expect(['A', 'B'], rule).toContain(ruleById(rule)?.certainty[0]);
	for (const { id, certainty } of RULES)
		if (id.startsWith('TEL-') && !['A', 'B'].includes(certainty[0])) expect(hrefOf(id as 'TEL-17'), id).toBeNull();
	expect(hrefOf('TEL-119')).toBe('tel:119');
});
