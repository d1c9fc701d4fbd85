/** What counts as a complaint or a testimony (facts of section 2b). */
import type { RuleEntries } from './rule-source.ts';

export const COMPLAINT = {
	'LAW-OFFENCE-LIST': {
		articles: ['CESEDA L425-1', 'CP 225-4-1 … 225-4-6', 'CP 225-5 … 225-10'],
		sources: ['CES', 'CP'],
		certainty: ['A']
	},
	'LAW-OTHER-HOUSING': {
		articles: ['CESEDA L425-11', 'CP 225-14'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2024-01-28',
		noted: true
	},
	'LAW-PENAL-ONLY': { articles: ['CESEDA L425-1'], sources: ['caa-lyon-09LY01977'], certainty: ['C'] },
	'LAW-FACTS-ABROAD': { articles: ['CP 225-4-8'], sources: ['caa-marseille-21MA00481'], certainty: ['C'] },
	'LAW-AFTER-PROCEEDINGS': { articles: [], sources: ['caa-bordeaux-08BX01680'], certainty: ['C'] },
	'LAW-COMPLAINT-X': { articles: ['CESEDA L425-1'], sources: [], certainty: ['M'] },
	'LAW-COMPLAINT-DROPPED': { articles: ['CESEDA L432-2'], sources: ['reasoning'], certainty: ['M'], noted: true },
	'LAW-COMPLAINT-WITHDRAWN': { articles: [], sources: [], certainty: ['M'] },
	'LAW-POLICE-MUST-TAKE': { articles: ['CPP 15-3'], sources: ['avocat-rouen'], certainty: ['D'] },
	'LAW-FILE-ACCESS': { articles: ['CPP 114'], sources: [], certainty: ['M'] },
	'LAW-COMPLAINT-TIME': { articles: ['CPP 7', 'CPP 8'], sources: [], certainty: ['M'] },
	'LAW-PROSECUTOR-CHOICE': { articles: ['CPP 40-1'], sources: [], certainty: ['M'] }
} as const satisfies RuleEntries;
