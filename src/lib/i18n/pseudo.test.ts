import { describe, expect, it } from 'vitest';
import { pseudo } from './pseudo.ts';

describe('the pseudo-locale', () => {
	it('accents words and leaves ICU arguments alone', () => {
		expect(pseudo({ a: { b: 'Save {name}, {n, plural, one {# case} other {# cases}}' } })).toEqual({
			a: { b: 'Sávë {name}, {n, plural, one {# case} other {# cases}}' }
		});
	});
});
