/** What to bring (facts of sections 1b and 3). */
import type { RuleEntries } from './rule-source.ts';

export const DOCUMENTS = {
	'LAW-DOCS-ANNEX10-GAP': { articles: ['CESEDA Annexe 10'], sources: ['annexe10'], certainty: ['A', 'M'], noted: true },
	'LAW-DOCS-BIRTH': {
		articles: ['CESEDA Annexe 10'],
		sources: ['annexe10', 'F2024a', 'F2024b'],
		certainty: ['A', 'B']
	},
	'LAW-DOCS-ID': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-DOCS-ID-ALT': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-DOCS-ADDRESS': {
		articles: ['CESEDA Annexe 10'],
		sources: ['annexe10', 'F2024a', 'F2024b', 'F2022', 'F2020'],
		certainty: ['A', 'B'],
		noted: true
	},
	'LAW-DOCS-COMPLAINT': {
		articles: ['CESEDA R425-5 al. 3', 'CESEDA R433-1'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-DOCS-PHOTO': {
		articles: ['CESEDA Annexe 10'],
		sources: ['annexe10', 'F2024a', 'F2024b'],
		certainty: ['A', 'B']
	},
	'LAW-DOCS-CONTRACT': {
		articles: ['CESEDA R412-1'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A', 'B'],
		validFrom: '2024-07-17'
	},
	'LAW-DOCS-CARD': { articles: ['CESEDA Annexe 10'], sources: ['annexe10'], certainty: ['A'] },
	'LAW-DOCS-PROGRESS': { articles: ['CESEDA R433-1'], sources: ['CES'], certainty: ['A', 'M'], noted: true },
	'LAW-DOCS-NO-FEE': { articles: ['CESEDA L436-8'], sources: ['CES'], certainty: ['A'] },
	'LAW-DOCS-RESIDENT': { articles: ['CESEDA L425-3'], sources: ['CES'], certainty: ['A', 'M'], noted: true },
	'LAW-DOCS-PSP': { articles: ['CESEDA L425-4'], sources: ['CES2017'], certainty: ['A'], noted: true },
	'LAW-DOCS-ASYLUM-WAIVER': {
		articles: ['CESEDA R431-10', 'CESEDA L431-2'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-DOCS-NEVER': { articles: [], sources: [], certainty: ['design'] }
} as const satisfies RuleEntries;
