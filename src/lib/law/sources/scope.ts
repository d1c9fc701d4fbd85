/** Whom the card concerns, what it is, and whom it does not concern (facts of section 1). */
import type { RuleEntries } from './rule-source.ts';

export const SCOPE = {
	'LAW-SCOPE-VICTIM-WITNESS': {
		articles: ['CESEDA L425-1'],
		sources: ['CES', 'F2024a', 'F2024b', 'SHEET'],
		certainty: ['A', 'B'],
		validFrom: '2006-07-24'
	},
	'LAW-CARD-TYPE': {
		articles: ['CESEDA L425-1', 'CESEDA R425-5'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-CARD-AS-OF-RIGHT': {
		articles: ['CESEDA L425-1'],
		sources: ['CES', 'CES2017', 'cncdh'],
		certainty: ['A'],
		validFrom: '2016-04-13',
		noted: true
	},
	'LAW-COOPERATE': {
		articles: ['CESEDA L425-1'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A', 'B']
	},
	'LAW-FOREIGNER-DEF': { articles: ['CESEDA L110-3'], sources: ['CES'], certainty: ['A'] },
	'LAW-EXCL-EU': { articles: [], sources: ['F2024a', 'F2024b', 'F2022'], certainty: ['B'] },
	'LAW-EXCL-EU-LIST': { articles: [], sources: ['F2024a'], certainty: ['B'], noted: true },
	'LAW-EXCL-EU-WHY': {
		articles: ['CESEDA L200-2', 'CESEDA L200-3', 'CESEDA L200-4', 'CESEDA L200-5', 'CESEDA L233-1', 'CESEDA L233-2'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-EXCL-EU-NOT-RIGHTS': {
		articles: ['CESEDA L425-1', 'CASF L121-9'],
		sources: ['reasoning'],
		certainty: ['D']
	},
	'LAW-BENEFITS-LIST': {
		articles: [],
		sources: ['F2024a', 'F2024b', 'F2018'],
		certainty: ['B'],
		noted: true
	}
} as const satisfies RuleEntries;
