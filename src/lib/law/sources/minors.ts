/** Children and young people turning 18 (facts of section 2f). */
import type { RuleEntries } from './rule-source.ts';

export const MINORS = {
	'LAW-MINOR-PROSECUTOR': { articles: ['CESEDA R425-10'], sources: ['CES'], certainty: ['A'] },
	'LAW-MINOR-NO-OQTF': {
		articles: ['CESEDA L611-3'],
		sources: ['CES'],
		certainty: ['A'],
		noted: true
	},
	'LAW-MINOR-NO-PERMIT': { articles: ['CESEDA L411-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-MINOR-APPLY-2M': {
		articles: ['CESEDA R431-5 3°'],
		sources: ['CES', 'ce-441736'],
		certainty: ['A', 'C']
	},
	'LAW-MINOR-ASE': { articles: ['CESEDA L423-22', 'CESEDA R431-5 2°'], sources: ['CES'], certainty: ['A'] },
	'LAW-MINOR-NO-MEANS': { articles: ['CP 225-4-1 II'], sources: ['CP'], certainty: ['A'] },
	'LAW-MINOR-ASYLUM': { articles: ['CESEDA L521-9'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
