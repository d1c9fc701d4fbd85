import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summary } from '../../../tests/support/summary.ts';
import type { CaseId } from '../domain/case.ts';
import { bornMark, nameMark } from '../domain/likeness.ts';
import { fitsSettings } from '../domain/settings.ts';
import type { CaseSummary } from '../vault/types.ts';
import { apartEdit, maybeSame } from './doubles.ts';

const nobody = { label: '', name: 0, born: 0 };
const ADA = { name: nameMark('Ada', 'Obi'), born: bornMark('2001-02-03') };
const A = `${'a'.repeat(21)}A` as CaseId;
const B = `${'b'.repeat(21)}A` as CaseId;

describe('cases that may be of the same person', () => {
	it('have the same label, full name or day of birth, where both hold it; what is unknown is like nothing', () => {
		const cases = [summary({ label: 'Cèdre' }), summary(ADA), summary({})];
		const why = (known: Partial<Pick<CaseSummary, 'label' | 'name' | 'born'>>) =>
			maybeSame(null, { ...nobody, ...known }, cases, {}).map((one) => one.why);
		expect(why({ label: ' cedre' })).toEqual([['label']]);
		expect(why({ name: nameMark('OBI', ' ada') })).toEqual([['name']]);
		expect(why(ADA)).toEqual([['name', 'born']]);
		expect(why({ name: nameMark('Ada', '') })).toEqual([]);
		expect(why({})).toEqual([]);
	});

	it('are told of each other both ways, never of themselves, until somebody says that they are not the same', () => {
		const word = fc.constantFrom('', 'Aulne', 'aulne ', 'Orme');
		const mark = fc.constantFrom(0, 1, 2);
		const known = fc.record({ label: word, name: mark, born: mark });
		fc.assert(
			fc.property(known, known, (one, other) => {
				const cases = [summary({ id: A, ...one }), summary({ id: B, ...other })];
				const there = maybeSame(A, one, cases, {});
				const back = maybeSame(B, other, cases, {});
				expect(there.map(({ why }) => why)).toEqual(back.map(({ why }) => why));
				expect(there.every(({ summary: { id } }) => id === B)).toBe(true);
				const { path, value } = apartEdit(B, A);
				expect(fitsSettings(path, value)).toBe(true);
				expect(maybeSame(A, one, cases, { [path]: value })).toEqual([]);
				expect(maybeSame(B, other, cases, { [path]: value })).toEqual([]);
			})
		);
	});
});
