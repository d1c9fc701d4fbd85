/** Health, money, housing, protection (facts of section 2d). */
import type { RuleEntries } from './rule-source.ts';

export const SUPPORT = {
	'LAW-RIGHTS-REFLECTION': {
		articles: ['CESEDA R425-4', 'CASF L251-1'],
		sources: ['CES', 'casf-l251-1'],
		certainty: ['A'],
		noted: true
	},
	'LAW-RIGHTS-CARD': {
		articles: ['CESEDA R425-7', 'CSS L160-1', 'CASF L251-1'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-RIGHTS-HOUSING': { articles: ['CESEDA R425-8'], sources: ['CES'], certainty: ['A'] },
	'LAW-ACSE-ADULTS': { articles: [], sources: ['acse'], certainty: ['D'] },
	'LAW-SHELTER-115': { articles: ['CASF L345-2-2'], sources: [], certainty: ['M'] },
	'LAW-ADA-COND': { articles: ['CESEDA L425-2', 'CESEDA D553-3'], sources: ['CES'], certainty: ['A'] },
	'LAW-ADA-DURATION': {
		articles: ['CESEDA R142-51 5°'],
		sources: ['CES', 'lf-d744-19'],
		certainty: ['A'],
		noted: true
	},
	'LAW-ADA-AMOUNT': { articles: ['CESEDA Annexe 8'], sources: ['CES'], certainty: ['A', 'M'], noted: true },
	'LAW-HEALTH-MINORS': { articles: [], sources: ['ash-ame'], certainty: ['D'] },
	'LAW-LEGALAID-ALL': {
		articles: [],
		sources: ['cc-2024-1091'],
		certainty: ['C'],
		validFrom: '2024-05-28'
	},
	'LAW-CIVI': { articles: ['CPP 706-3'], sources: ['seban'], certainty: ['D'] },
	'LAW-CIVI-TIME': { articles: [], sources: ['avocat-versailles', 'reynier'], certainty: ['D'] },
	'LAW-WITNESS-706-40-1': {
		articles: ['CPP 706-40-1', 'CPP 706-63-1', 'CPP 706-57', 'CPP 2-22'],
		sources: ['circular-2016'],
		certainty: ['M'],
		validFrom: '2016-04-13',
		noted: true
	},
	'LAW-WITNESS-706-57-58': {
		articles: ['CPP 706-57', 'CPP 706-58'],
		sources: ['cpp-2010'],
		certainty: ['A'],
		noted: true
	},
	'LAW-HUMANITARIAN-AID': { articles: ['CESEDA L823-9 3°'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
