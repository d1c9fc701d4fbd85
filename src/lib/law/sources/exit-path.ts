/** The exit-from-prostitution path and its permit (facts of section 2e). */
import type { RuleEntries } from './rule-source.ts';

export const EXIT_PATH = {
	'LAW-PSP-WHO': {
		articles: ['CASF L121-9'],
		sources: ['casf-l121-9'],
		certainty: ['A'],
		validFrom: '2016-04-15',
		noted: true
	},
	'LAW-PSP-APS': {
		articles: ['CESEDA L425-4', 'CESEDA L431-4'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-PSP-NO-COMPLAINT': { articles: ['CESEDA L425-4'], sources: ['CES'], certainty: ['A'] },
	'LAW-PSP-RENEW': {
		articles: ['CESEDA L425-4'],
		sources: ['CES', 'senate', 'legavox'],
		certainty: ['A', 'D'],
		noted: true
	},
	'LAW-PSP-MONEY': { articles: ['CASF R121-12-13-1'], sources: ['legavox'], certainty: ['D'], noted: true },
	'LAW-PSP-RSA-ADA': { articles: [], sources: [], certainty: ['M'] },
	'LAW-PSP-ORDER': { articles: ['CESEDA L412-5'], sources: ['CES'], certainty: ['A'] },
	'LAW-PSP-432-1-1': { articles: ['CESEDA L432-1-1'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
