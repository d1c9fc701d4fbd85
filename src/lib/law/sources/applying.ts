/** Where and how to ask, what it costs, who helps (facts of sections 1 and 1b). */
import type { RuleEntries } from './rule-source.ts';

export const APPLYING = {
	'LAW-ACCOMPANIED': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-WHERE-2024': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'], noted: true },
	'LAW-WHERE-2022': {
		articles: [],
		sources: ['F2022', 'SHEET'],
		certainty: ['B'],
		validTo: '2024-07-30',
		noted: true
	},
	'LAW-WHERE-HELP': {
		articles: ['CESEDA R431-2'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2023-03-24',
		noted: true
	},
	'LAW-WHERE-CARD': {
		articles: ['CESEDA R431-20'],
		sources: ['CES', 'F2024a', 'F2024b'],
		certainty: ['A', 'B']
	},
	'LAW-FREE': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-FREE-LAW': {
		articles: ['CESEDA L436-8', 'CESEDA L436-1', 'CESEDA L436-4', 'CESEDA L436-6', 'CESEDA L436-7'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-STEPS-2024': { articles: [], sources: ['F2024b'], certainty: ['B'] },
	'LAW-WHO-HELPS': { articles: [], sources: ['F2018', 'F2020', 'F2022', 'F2024a', 'F2024b'], certainty: ['B'] }
} as const satisfies RuleEntries;
