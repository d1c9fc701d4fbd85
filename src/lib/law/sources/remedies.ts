/** Silence, refusal, removal: before which court, within how long (facts of section 2i). */
import type { RuleEntries } from './rule-source.ts';

export const REMEDIES = {
	'LAW-IMPLICIT-4M': { articles: ['CESEDA R*432-1', 'CESEDA R432-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-APPEAL-STAY-2M': {
		articles: ['CJA R421-1', 'CJA R421-2', 'CJA R421-5', 'CRPA L112-6'],
		sources: ['CJA', 'CRPA'],
		certainty: ['A']
	},
	'LAW-APPEAL-OQTF-1M': {
		articles: ['CESEDA L614-1', 'CESEDA L911-1', 'CESEDA R911-1'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2024-07-15'
	},
	'LAW-APPEAL-7D-48H': {
		articles: ['CESEDA L614-2', 'CESEDA L614-3', 'CESEDA L921-1', 'CESEDA L921-2', 'CESEDA R921-1'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2024-07-15'
	},
	'LAW-APPEAL-GRACIEUX': { articles: ['CRPA L411-2'], sources: ['CRPA'], certainty: ['A'] },
	'LAW-LEAVE-30D': { articles: ['CESEDA L612-1', 'CESEDA L612-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-URGENT': { articles: ['CJA L521-1', 'CJA L521-2'], sources: ['CJA'], certainty: ['A'] }
} as const satisfies RuleEntries;
