/** What police must say, and the 30 days to decide (facts of section 1). */
import type { RuleEntries } from './rule-source.ts';

export const REFLECTION = {
	'LAW-POLICE-INFORM': {
		articles: ['CESEDA R425-1', 'CPP 53-1'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01',
		noted: true
	},
	'LAW-POLICE-INFORM-BREACH': {
		articles: ['CESEDA R425-1'],
		sources: ['ce-339209', 'caa-douai-22DA02407', 'caa-douai-2013'],
		certainty: ['C']
	},
	'LAW-REFLECTION-30D': {
		articles: ['CESEDA R425-1', 'CESEDA R425-2'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A'],
		validFrom: '2007-09-15'
	},
	'LAW-REFLECTION-START': { articles: ['CESEDA R425-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-REFLECTION-BY': { articles: ['CESEDA R425-2', 'CESEDA R425-3'], sources: ['CES'], certainty: ['A'] },
	'LAW-REFLECTION-PHOTO': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-REFLECTION-WORK': { articles: ['CESEDA R425-3', 'CESEDA R425-4'], sources: ['CES'], certainty: ['A'] },
	'LAW-REFLECTION-NO-REMOVAL': {
		articles: ['CESEDA R425-2', 'CESEDA L611-1'],
		sources: ['CES'],
		certainty: ['A'],
		noted: true
	},
	'LAW-REFLECTION-OPTIONAL': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-REFLECTION-NO-COND': { articles: ['CESEDA R425-1', 'CESEDA R425-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-REFLECTION-RENEW': {
		articles: ['CESEDA R425-2', 'CESEDA R431-13'],
		sources: ['CES'],
		certainty: ['A'],
		noted: true
	},
	'LAW-REFLECTION-END-EARLY': { articles: ['CESEDA R425-2'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
