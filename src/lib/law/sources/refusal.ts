/** Refusal, withdrawal, and what limits them (facts of sections 1b and 2a). */
import type { RuleEntries } from './rule-source.ts';

export const REFUSAL = {
	'LAW-REFUSE-2024': {
		articles: ['CESEDA L432-1-1'],
		sources: ['CES', 'doctrine-l432-1-1'],
		certainty: ['A'],
		validFrom: '2024-01-28',
		noted: true
	},
	'LAW-ATTENTION-REFUSAL': { articles: [], sources: ['F2024a', 'F2024b'], certainty: ['B'] },
	'LAW-REFUSE-NOT-RESIDENT-CARD': {
		articles: ['CESEDA L432-1-1', 'CESEDA L425-3'],
		sources: ['CES'],
		certainty: ['A'],
		validFrom: '2024-01-28'
	},
	'LAW-REFUSE-DZ': { articles: ['CESEDA L432-1-1'], sources: ['caa-lyon-24LY02003'], certainty: ['C'] },
	'LAW-FORCED-CRIME': {
		articles: ['CP 225-4-1', 'CESEDA L432-1-1'],
		sources: ['CP', 'CES', 'reasoning'],
		certainty: ['A'],
		noted: true
	},
	'LAW-RENEW-REFUSE': { articles: ['CESEDA L432-2', 'CESEDA L433-1'], sources: ['CES'], certainty: ['A'] },
	'LAW-WITHDRAW': { articles: ['CESEDA R425-6'], sources: ['CES'], certainty: ['A'] },
	'LAW-WITHDRAW-OBS': { articles: ['CESEDA L432-5'], sources: ['CES'], certainty: ['A'] },
	'LAW-NO-BAN': {
		articles: ['CESEDA L612-9', 'CESEDA L612-6 … L612-8'],
		sources: ['CES'],
		certainty: ['A']
	},
	'LAW-COMMISSION': { articles: ['CESEDA L432-13 2°', 'CESEDA L432-15'], sources: ['CES'], certainty: ['A'] }
} as const satisfies RuleEntries;
