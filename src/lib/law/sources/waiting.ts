/** The papers one holds while waiting, and what each of them proves (facts of section 2c). */
import type { RuleEntries } from './rule-source.ts';

export const WAITING = {
	'LAW-DEPOT-NOT-STAY': { articles: ['CESEDA R431-15-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-API-3M': { articles: ['CESEDA R431-15-1 al. 2'], sources: ['CES'], certainty: ['A'] },
	'LAW-API-FIRST': {
		articles: [
			'CESEDA R431-15-1',
			'CESEDA R431-15-2',
			'CESEDA R431-5 2°',
			'CESEDA R431-5 3°',
			'CJA L521-1',
			'CJA L521-2',
			'CJA L521-3'
		],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-RECEIPT-PAPER': {
		articles: ['CESEDA R431-12', 'CESEDA R431-13', 'CESEDA R431-14 3°', 'CESEDA R431-14 12°'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-RECEIPT-NOT-ASYLUM': { articles: ['CESEDA R431-12 al. 2'], sources: ['CES'], certainty: ['A'] },
	'LAW-FAVOURABLE-CERT': { articles: ['CESEDA R431-15-1 al. 4'], sources: ['CES'], certainty: ['A'] },
	'LAW-INCOMPLETE': { articles: ['CESEDA R431-11', 'CRPA L114-5'], sources: ['CES', 'CRPA'], certainty: ['A'] },
	'LAW-FINGERPRINTS': { articles: ['CESEDA R431-9'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
