/** Algerian nationals, asylum, other titles (facts of section 2h). */
import type { RuleEntries } from './rule-source.ts';

export const OTHER_ROUTES = {
	'LAW-DZ-AGREEMENT': { articles: [], sources: ['caa-lyon-24LY02003', 'lexcase'], certainty: ['C', 'D'] },
	'LAW-DZ-L4251': { articles: ['CESEDA L425-1'], sources: [], certainty: ['M'] },
	'LAW-DZ-REFLECTION': { articles: ['CESEDA R425-1', 'CESEDA R425-2'], sources: ['reasoning'], certainty: ['M'] },
	'LAW-ASYLUM-PATH': { articles: [], sources: ['ce-2019', 'cnda', 'nid'], certainty: ['C', 'D'] },
	'LAW-ASYLUM-INFORM': { articles: [], sources: ['ministry-trafficking'], certainty: ['B'] },
	'LAW-ASYLUM-2M': {
		articles: ['CESEDA L431-2', 'CESEDA D431-7'],
		sources: ['CES', 'reasoning'],
		certainty: ['A'],
		noted: true
	},
	'LAW-ASYLUM-VULN': { articles: ['CESEDA L522-3', 'CESEDA L551-3'], sources: ['CES'], certainty: ['A'] },
	'LAW-ASYLUM-CUMUL': {
		articles: ['CESEDA L431-2', 'CESEDA R431-10 al. 5'],
		sources: ['CES'],
		certainty: ['A'],
		noted: true
	},
	'LAW-OTHER-PROTECTION': {
		articles: ['CESEDA L425-6', 'CESEDA L425-7', 'CESEDA L425-9', 'CESEDA L435-1'],
		sources: ['CES'],
		certainty: ['A']
	}
} as const satisfies RuleEntries;
