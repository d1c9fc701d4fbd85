/** Spouses, parents, children (facts of section 2g). */
import type { RuleEntries } from './rule-source.ts';

export const FAMILY = {
	'LAW-FAMILY-NONE': { articles: ['CESEDA L425-1 … L425-5'], sources: ['CES'], certainty: ['A'], noted: true },
	'LAW-FAMILY-DCEM': {
		articles: ['CESEDA L414-4 1°', 'CESEDA L414-7', 'CESEDA L414-8 9°'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-FAMILY-ASYLUM': { articles: ['CESEDA L521-3'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
