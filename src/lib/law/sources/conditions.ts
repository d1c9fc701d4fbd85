/** The conditions of the card, and what is no condition (facts of section 1). */
import type { RuleEntries } from './rule-source.ts';

export const CONDITIONS = {
	'LAW-COND-ALL': { articles: [], sources: ['F2024a', 'F2024b', 'F2022', 'SHEET'], certainty: ['B'] },
	'LAW-COND-COMPLAINT': {
		articles: ['CESEDA L425-1', 'CP 225-4-1 … 225-4-6', 'CP 225-5 … 225-10'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-COND-TESTIMONY': {
		articles: ['CESEDA L425-1', 'CP 225-4-1 … 225-4-6', 'CP 225-5 … 225-10'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-COND-LINKS': {
		articles: ['CESEDA L425-1'],
		sources: ['CES', 'CES2017'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-COND-ORDER': {
		articles: ['CESEDA L412-5', 'CESEDA L432-1'],
		sources: ['CES'],
		certainty: ['A'],
		noted: true
	},
	'LAW-NO-VISA': {
		articles: ['CESEDA L425-1', 'CESEDA L412-2 5°', 'CESEDA L412-1'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-MINOR-18': {
		articles: [],
		sources: ['F2024a', 'F2024b', 'F2022', 'F2018'],
		certainty: ['B'],
		noted: true
	},
	'LAW-MINOR-16': {
		articles: ['CESEDA R425-5 al. 2'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2007-09-15'
	},
	'LAW-HEARD-FIRST': {
		articles: [],
		sources: ['F2024a', 'F2024b', 'ministry-trafficking', 'circular-2015'],
		certainty: ['B', 'D'],
		noted: true
	}
} as const satisfies RuleEntries;
