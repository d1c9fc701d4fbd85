/** A kept permit result, worked out again: by time alone, by other rules, by less that was kept. */
import { describe, expect, it } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import type { PermitRecord } from '../domain/case.ts';
import { evaluate, statuses, type Facts } from '../law/index.ts';
import { OUTCOME_IDS } from '../law/types.ts';
import { permitChanges } from './permit-now.ts';

const THEN = civilDate('2026-11-24');
const evaluated = evaluate({}, THEN);
const law = { statuses, ruleSet: evaluated.ruleSet };

function kept(facts: Facts, more: Partial<PermitRecord> = {}): PermitRecord {
	const outcomes = statuses(facts, THEN).map(({ id, status }) => ({ id, status }));
	return {
		facts: { ...facts },
		date: THEN,
		ruleSet: law.ruleSet,
		outcomes,
		lawyerAdvised: false,
		...more
	};
}

describe('a kept result', () => {
	const facts: Facts = { nationality: 'NG', reflection: 'running', reflectionReceiptDate: '2026-11-10' };

	it('is the same on its own day', () => {
		expect(permitChanges(kept(facts), facts, THEN, law)).toEqual([]);
	});

	it('changes when a time has run out, and says that it is time', () => {
		const changes = permitChanges(kept(facts), facts, civilDate('2026-12-24'), law);
		expect(changes.length).toBeGreaterThan(0);
		expect(changes.every(({ why }) => why === 'time')).toBe(true);
		expect(changes.map(({ id }) => id)).toContain('reflection-running');
	});

	it('changes under other rules, and says so', () => {
		const [first] = statuses(facts, THEN);
		const outcomes = kept(facts).outcomes.map((one) => (one.id === first!.id ? { ...one, status: 'blocked' } : one));
		const before = kept(facts, { ruleSet: 'before', outcomes });
		expect(permitChanges(before, facts, THEN, law)).toEqual([
			{ id: first!.id, before: 'blocked', now: first!.status, why: 'rules', facts: [] }
		]);
	});

	it('changes where less was kept than answered', () => {
		const whole: Facts = { ...facts, birthDate: '2009-01-05' };
		const changes = permitChanges(kept(whole), facts, THEN, law);
		expect(changes.length).toBeGreaterThan(0);
		expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(['kept']));
	});

	it('tells of what is on the list no more, under other rules or with less kept', () => {
		const listed = new Set(statuses(facts, THEN).map(({ id }) => id));
		const gone = OUTCOME_IDS.find((id) => !listed.has(id))!;
		for (const [ruleSet, why] of [
			['before', 'rules'],
			[law.ruleSet, 'kept']
		] as const) {
			const before = kept(facts, { ruleSet, outcomes: [...kept(facts).outcomes, { id: gone, status: 'met' }] });
			expect(permitChanges(before, facts, THEN, law)).toEqual([{ id: gone, before: 'met', now: null, why, facts: [] }]);
		}
	});

	it('changes with the answers of the case, and names those that decide', () => {
		const answers: Facts = { ...facts, nationality: 'RO', department: '69' };
		const changes = permitChanges(kept(facts), facts, THEN, { ...law, answers });
		expect(changes).toContainEqual({
			id: 'eu-path',
			before: 'possible',
			now: 'met',
			why: 'answers',
			facts: ['nationality']
		});
		expect(changes.every(({ why }) => why === 'answers')).toBe(true);
		expect(changes.flatMap(({ facts: named }) => named)).not.toContain('department');
	});

	it('has nothing to say of outcomes or statuses that this version does not know', () => {
		const [first, ...rest] = kept(facts).outcomes;
		const outcomes = [...rest, { ...first!, status: 'of-later' }, { id: 'of-later', status: 'met' }];
		expect(permitChanges(kept(facts, { outcomes }), facts, THEN, law)).toEqual([]);
	});
});
