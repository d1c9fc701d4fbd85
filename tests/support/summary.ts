/** A case as the list knows it, with nothing in it but what a test says. */
import type { CaseSummary } from '../../src/lib/vault/types.ts';

let last = 0;

export function summary(over: Partial<CaseSummary>): CaseSummary {
	return {
		id: String(++last).padStart(6, '0') as CaseSummary['id'],
		code: 'ABCDEFGH',
		label: '',
		status: 'active',
		tags: [],
		name: 0,
		born: 0,
		nextDate: null,
		nextWhat: null,
		eraseOn: null,
		createdAt: 0,
		updatedAt: 0,
		conflicts: 0,
		handedTo: null,
		permitRules: null,
		dates: [],
		...over
	};
}
