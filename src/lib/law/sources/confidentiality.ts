/** Secrecy, the duty to report, personal data (facts of section 6). */
import type { RuleEntries } from './rule-source.ts';

export const CONFIDENTIALITY = {
	'LAW-SECRET': { articles: ['CP 226-13'], sources: ['CP'], certainty: ['A'] },
	'LAW-SECRET-WHO': { articles: [], sources: ['ash-secrecy'], certainty: ['D'] },
	'LAW-SECRET-EXC': { articles: ['CP 226-14'], sources: ['CP'], certainty: ['A'] },
	'LAW-REPORT-CRIME': { articles: ['CP 434-1'], sources: ['CP'], certainty: ['A'] },
	'LAW-REPORT-MINOR': { articles: ['CP 434-3'], sources: ['CP'], certainty: ['A'] },
	'LAW-REPORT-PERIL': { articles: ['CP 223-6'], sources: ['CP'], certainty: ['A'] },
	'LAW-REPORT-ADULT': { articles: ['CP 223-6'], sources: ['reasoning'], certainty: ['A'], noted: true },
	'LAW-EVIDENCE-WIPE': { articles: ['CP 434-4'], sources: ['CP'], certainty: ['A'] },
	'LAW-KEY-HAND-OVER': { articles: ['CP 434-15-2'], sources: [], certainty: ['M'] },
	'LAW-REQUISITION': { articles: ['CPP 60-1', 'CPP 77-1-1', 'CPP 99-3'], sources: [], certainty: ['M'] },
	'LAW-SEARCH': { articles: ['CPP 57', 'CPP 76'], sources: [], certainty: ['M'] },
	'LAW-GDPR-9': { articles: ['RGPD art. 9'], sources: [], certainty: ['M'] },
	'LAW-GDPR-10': {
		articles: ['RGPD art. 10', 'Loi 78-17 art. 46'],
		sources: ['decree-78-17', 'pressreader'],
		certainty: ['A', 'D'],
		noted: true
	},
	'LAW-RETENTION-2Y': { articles: [], sources: ['cnil-frame'], certainty: ['D'] },
	'LAW-RETENTION-PHASES': { articles: [], sources: ['cnil'], certainty: ['B'] },
	'LAW-DATA-RIGHTS': {
		articles: ['RGPD art. 7', 'RGPD art. 12', 'RGPD art. 15', 'RGPD art. 16', 'RGPD art. 17', 'RGPD art. 77'],
		sources: [],
		certainty: ['M']
	},
	'LAW-COUNSEL-SECRET': { articles: ['Loi 71-1130 art. 66-5'], sources: [], certainty: ['M'] },
	'LAW-MINIMISE': { articles: [], sources: [], certainty: ['design'] },
	'LAW-DPIA': { articles: [], sources: [], certainty: ['M'] },
	'LAW-CONF-PREF': { articles: ['CESEDA R425-1'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
