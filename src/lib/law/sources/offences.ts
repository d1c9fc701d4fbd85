/**
 * Trafficking and its neighbours in the Code pénal (facts of section 5). The definition and the penalties of trafficking
 * bear no identifier in the notes they come from: they are given one here.
 */
import type { RuleEntries } from './rule-source.ts';

export const OFFENCES = {
	'LAW-PEN-TRAFFICKING': { articles: ['CP 225-4-1'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-TRAFFICKING-PENALTIES': {
		articles: ['CP 225-4-1', 'CP 225-4-2', 'CP 225-4-3', 'CP 225-4-4', 'CP 225-4-7', 'CP 225-4-8'],
		sources: ['CP'],
		certainty: ['A']
	},
	'LAW-PEN-CONSENT': { articles: ['CP 225-4-1'], sources: ['CP'], certainty: ['A'], noted: true },
	'LAW-PEN-MOVE': { articles: ['CP 225-4-1'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-PROC': { articles: ['CP 225-5'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-PROC2': {
		articles: ['CP 225-6', 'CP 225-7', 'CP 225-7-1', 'CP 225-8', 'CP 225-9', 'CP 225-10'],
		sources: ['CP'],
		certainty: ['A']
	},
	'LAW-PEN-SLAVE': {
		articles: ['CP 224-1 A', 'CP 224-1 B', 'CP 224-1 C'],
		sources: ['CP'],
		certainty: ['A']
	},
	'LAW-PEN-LABOUR-UNPAID': { articles: ['CP 225-13'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-DIGNITY': { articles: ['CP 225-14', 'CESEDA L425-11'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-FORCED': { articles: ['CP 225-14-1'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-SERV': { articles: ['CP 225-14-2'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-MINOR-AGG': { articles: ['CP 225-15'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-BEG': { articles: ['CP 225-12-5', 'CP 225-12-7'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-PRESUME': { articles: ['CP 225-15-1', 'CP 225-13 … 225-14-2'], sources: ['CP'], certainty: ['A'] },
	'LAW-PEN-STREET': { articles: ['CP 225-12-8'], sources: ['CP'], certainty: ['A'] },
	'LAW-CONSTRAINT': { articles: ['CP 122-2'], sources: [], certainty: ['M'] }
} as const satisfies RuleEntries;
