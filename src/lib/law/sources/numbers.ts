/** Telephone numbers, and how each was found (facts of section 7). */
import type { RuleEntries } from './rule-source.ts';

export const NUMBERS = {
	'TEL-17': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-112': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-114': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-15': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-18': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-115': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-119': { articles: [], sources: ['F33954', 'madinin'], certainty: ['B', 'D'] },
	'TEL-3114': { articles: [], sources: ['F33954'], certainty: ['B'] },
	'TEL-3919': { articles: [], sources: ['tf1info'], certainty: ['D'], noted: true },
	'TEL-116006': { articles: [], sources: ['line-116006'], certainty: ['D'] },
	'TEL-ACSE': { articles: [], sources: ['acse'], certainty: ['M'], noted: true },
	'TEL-CCEM': { articles: [], sources: [], certainty: ['M'] },
	'TEL-VIOLS': { articles: [], sources: [], certainty: ['M'] }
} as const satisfies RuleEntries;
