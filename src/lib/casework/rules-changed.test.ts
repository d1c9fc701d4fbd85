/** Results of older rules: which cases are to be looked at, what is found, and that looking is remembered. */
import { describe, expect, it } from 'vitest';
import { summary } from '../../../tests/support/summary.ts';
import { CaseId, type FieldValue } from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import { statuses } from '../law/index.ts';
import { RULE_SET } from '../law/rule-set.ts';
import { lookedAt, reviewOf, toLookAt } from './rules-changed.ts';

const TODAY = civilDate('2026-12-01');
const clock = { today: TODAY, dayOf: () => TODAY };
const BEFORE = '2025-01-01';
const facts = { nationality: 'RO' };
const state = (outcomes: FieldValue, ruleSet = BEFORE) => ({
	id: CaseId.parse('AAAAAAAAAAAAAAAAAAAAAA'),
	fields: {
		permit: [
			{
				id: 'x.1.0',
				value: { facts, date: '2026-11-01', ruleSet, outcomes, lawyerAdvised: true },
				at: 1,
				device: 'x'
			}
		]
	},
	createdAt: 1,
	updatedAt: 1
});
const then = () =>
	statuses(facts, TODAY).map(({ id, status }) => ({ id, status: id === 'eu-path' ? 'missing' : status }));

describe('results of older rules', () => {
	it('are those that are kept in open cases, older than this phone’s rules', () => {
		const cases = [
			summary({ label: 'none' }),
			summary({ label: 'old', permitRules: BEFORE }),
			summary({ label: 'closed', permitRules: BEFORE, status: 'closed' }),
			summary({ label: 'now', permitRules: RULE_SET }),
			summary({ label: 'newer', permitRules: '2099-01-01' })
		];
		expect(toLookAt(cases).map(({ label }) => label)).toEqual(['old']);
	});

	it('say which outcome is otherwise, and are looked at once the new one is kept', () => {
		const found = reviewOf(state(then()), clock, statuses);
		expect(found?.changes).toMatchObject([{ id: 'eu-path', before: 'missing', now: 'met', why: 'rules' }]);
		const kept = lookedAt(found!, clock, statuses);
		expect(kept).toMatchObject({
			path: 'permit',
			value: { facts, date: TODAY, ruleSet: RULE_SET, lawyerAdvised: true }
		});
		const after = { ...state([]), fields: { permit: [{ id: 'x.2.0', value: kept.value, at: 2, device: 'x' }] } };
		expect(reviewOf(after, clock, statuses)?.changes).toEqual([]);
	});

	it('cannot be told where the answers are none of today’s', () => {
		const value = {
			facts: { nationality: 'Utopia' },
			date: '2026-11-01',
			ruleSet: BEFORE,
			outcomes: [],
			lawyerAdvised: false
		};
		const strange = { ...state([]), fields: { permit: [{ id: 'x.1.0', value, at: 1, device: 'x' }] } };
		expect(reviewOf(strange, clock, statuses)).toMatchObject({ changes: null, facts: {} });
		expect(reviewOf({ ...state([]), fields: {} }, clock, statuses)).toBeNull();
	});
});
