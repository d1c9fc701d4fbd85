/** When each period starts, how long it lasts, what happens at its end (facts of section 4). */
import type { RuleEntries } from './rule-source.ts';

export const TIME_LIMITS = {
	'LAW-T-REFLECTION': { articles: ['CESEDA R425-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-REFLECTION-CALC': { articles: [], sources: [], certainty: ['design'] },
	'LAW-T-REFLECTION-INT': { articles: ['CESEDA R425-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-CARD': { articles: ['CESEDA L425-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-RENEW-WINDOW': { articles: ['CESEDA R431-5 1°'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-RENEW-LATE-6M': { articles: ['CESEDA R431-8'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-API': { articles: ['CESEDA R431-15-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-RECEIPT': { articles: ['CESEDA R431-13'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-18': { articles: ['CESEDA R431-5 3°'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-ARRIVAL': { articles: ['CESEDA R431-4'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-ASYLUM-OTHER': { articles: ['CESEDA D431-7', 'CESEDA L431-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-SILENCE': { articles: ['CESEDA R432-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-APPEAL-2M': { articles: ['CJA R421-1', 'CJA R421-2'], sources: ['CJA'], certainty: ['A'], noted: true },
	'LAW-T-APPEAL-1M': { articles: ['CESEDA L911-1', 'CESEDA R911-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-APPEAL-7D': { articles: ['CESEDA L921-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-APPEAL-48H': { articles: ['CESEDA L921-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-LEAVE': { articles: ['CESEDA L612-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-PSP': {
		articles: ['CESEDA L425-4'],
		sources: ['CES', 'senate', 'legavox'],
		certainty: ['A', 'D'],
		noted: true
	},
	'LAW-T-RESIDENT': { articles: ['CESEDA L425-3', 'CESEDA L433-2'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-COMMISSION': { articles: ['CESEDA L432-15'], sources: ['CES'], certainty: ['A'] },
	'LAW-T-CIVI': { articles: [], sources: ['avocat-versailles', 'reynier'], certainty: ['D'] },
	'LAW-T-CRIM-APPEAL': { articles: ['CPP 498', 'CPP 568'], sources: [], certainty: ['M'] },
	'LAW-T-ADDRESS': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-T-NATIONALITY-CERT': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-T-RETENTION': { articles: [], sources: ['cnil-frame'], certainty: ['D'] }
} as const satisfies RuleEntries;
