import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGE_BANDS, YES_NO_DOUBT, type FieldValue } from '../domain/case.ts';
import { minority, parentsKeptOut } from './minor.ts';

const of = (fields: Readonly<Record<string, FieldValue>>) => (path: string) => fields[path] ?? null;

describe('a minor', () => {
	it('is whoever is said to be, or may be', () => {
		expect(minority(of({ ageBand: '16-17' }))).toBe('sure');
		expect(minority(of({ ageBand: '13-15', ageEstimated: true }))).toBe('maybe');
		expect(minority(of({ minorAtFirstContact: 'yes' }))).toBe('sure');
		expect(minority(of({ minorAtFirstContact: 'doubt', ageBand: 'unknown' }))).toBe('maybe');
		expect(minority(of({ minorAtFirstContact: 'doubt', ageBand: '18-20', ageEstimated: true }))).toBe('maybe');
		expect(minority(of({ minorAtFirstContact: 'yes', ageBand: '18-20' }))).toBeNull();
		expect(minority(of({ ageBand: '26-35' }))).toBeNull();
		expect(minority(of({}))).toBeNull();
	});

	it('is not ruled out by an age that is only estimated, nor by one that is unknown', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...AGE_BANDS),
				fc.constantFrom(...YES_NO_DOUBT.filter((answer) => answer !== 'no')),
				(ageBand, minorAtFirstContact) => {
					expect(minority(of({ ageBand, minorAtFirstContact, ageEstimated: true }))).not.toBeNull();
				}
			)
		);
	});

	it('has parents who are kept out until it is known that none is involved', () => {
		for (const answer of ['yes', 'unclear']) expect(parentsKeptOut(of({ parentInvolved: answer }))).toBe(true);
		expect(parentsKeptOut(of({}))).toBe(true);
		expect(parentsKeptOut(of({ parentInvolved: 'no' }))).toBe(false);
	});
});
