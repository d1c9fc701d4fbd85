import { describe, expect, it } from 'vitest';
import french from '$messages/rights/fr.json';
import { NUMBERS } from '$lib/law/sources/numbers';
import { numbersOf } from './numbers.ts';
import { sentences, type Pack } from './pack.ts';
import { isPrinted, UNSURE_PHONES } from './phones.ts';

const texts = sentences(french as unknown as Pack).map(([, text]) => text);
const isSure = (certainty: readonly string[]) => certainty[0] === 'A' || certainty[0] === 'B';

describe('a number in the rights', () => {
	it('goes on paper only when its rule is of certainty A or B', () => {
		const named = Object.entries(NUMBERS)
			.map(([id, { certainty }]) => ({ phone: id.replace('TEL-', ''), certainty }))
			.filter(({ phone }) => texts.some((text) => numbersOf(text).includes(phone)));
		expect(named.length).toBeGreaterThan(5);
		const unsure = named.filter(({ certainty }) => !isSure(certainty)).map(({ phone }) => phone);
		expect(unsure).toEqual(UNSURE_PHONES);
	});

	it('holds its whole sentence back from paper, and no other sentence', () => {
		expect(isPrinted('Victimes : 116 006.')).toBe(false);
		expect(isPrinted('ضحايا: ١١٦ ٠٠٦')).toBe(false);
		expect(isPrinted('Danger : 17, 112, ou SMS au 114.')).toBe(true);
		expect(isPrinted('Une condamnation peut venir après 3 ans.')).toBe(true);
	});
});
