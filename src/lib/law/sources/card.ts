/** What the card gives, how long it lasts, the ten-year card after it (facts of sections 1 and 2a). */
import type { RuleEntries } from './rule-source.ts';

export const CARD = {
	'LAW-RIGHT-TO-WORK': {
		articles: ['CESEDA R425-7', 'CESEDA L414-10'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A']
	},
	'LAW-CARD-1Y': {
		articles: ['CESEDA L425-1'],
		sources: ['CES', 'F2024a', 'F2024b', 'CES2017'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-RENEW-PROCEEDINGS': {
		articles: ['CESEDA L425-1 al. 2'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A', 'B'],
		noted: true
	},
	'LAW-RESIDENT-10Y': {
		articles: ['CESEDA L425-3'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A'],
		validFrom: '2021-05-01'
	},
	'LAW-RESIDENT-LAWFUL': {
		articles: ['CESEDA L425-3'],
		sources: ['CES', 'LF2024', 'CES2017'],
		certainty: ['A'],
		validFrom: '2021-05-01',
		noted: true
	},
	'LAW-REPUBLIC-CONTRACT': {
		articles: ['CESEDA L412-7 … L412-10', 'CESEDA R412-1 … R412-3', 'CESEDA Annexe 12'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A'],
		validFrom: '2024-07-17',
		noted: true
	},
	'LAW-NO-INTEGRATION-TEST': { articles: ['CESEDA L413-7'], sources: ['CES'], certainty: ['A'] },
	'LAW-NO-MULTIYEAR': { articles: ['CESEDA L433-5 2°'], sources: ['CES'], certainty: ['A'] },
	'LAW-5Y-LONG-TERM': {
		articles: ['CESEDA L426-17', 'CESEDA L426-18'],
		sources: ['CES', 'CES2017'],
		certainty: ['A'],
		validFrom: '2021-05-01',
		noted: true
	},
	'LAW-RESIDENT-RENEW': { articles: ['CESEDA L433-2', 'CESEDA L432-3'], sources: ['CES'], certainty: ['A'] },
	'LAW-RESIDENT-16': { articles: ['CESEDA L421-35 3°'], sources: ['CES'], certainty: ['A'] },
	'LAW-HOLDER-MAYOTTE': { articles: ['CESEDA L441-7 11°', 'CESEDA L425-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-RETURN-AID': { articles: ['CESEDA R425-9'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
