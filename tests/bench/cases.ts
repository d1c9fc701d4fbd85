/**
 * 10,000 case records of about 1 KiB from a seeded generator, so that every store keeps the same: the generator of the
 * comparison of encrypted stores made before the app (floor, PouchDB, RxDB), unchanged.
 */
export interface CaseRecord {
	readonly id: string;
	readonly alias: string;
	status: string;
	readonly nationality: string;
	readonly language: string;
	readonly createdAt: number;
	readonly updatedAt: number;
	readonly facts: Readonly<Record<string, string>>;
	readonly notes: string;
}

const WORDS =
	'abri accueil aide attente bureau carte centre conseil demande dossier droit espoir femme foyer langue nuit papier plainte police prefecture recit refuge rendezvous repos retour securite sejour suivi temoin travail urgence visite'.split(
		' '
	);

export function makeCases(count: number): CaseRecord[] {
	let seed = 42;
	const chance = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 2 ** 32;
	const pick = <T>(from: readonly T[]): T => {
		const picked = from[Math.floor(chance() * from.length)];
		if (picked === undefined) throw new Error('picked from nothing');
		return picked;
	};
	const text = (length: number) => Array.from({ length }, () => pick(WORDS)).join(' ');
	return Array.from({ length: count }, (_, i) => ({
		id: `case${String(i).padStart(8, '0')}`,
		alias: text(2),
		status: pick(['open', 'reflection', 'filed', 'granted', 'closed']),
		nationality: pick(['NG', 'RO', 'CN', 'BR', 'PY', 'AL', 'MA', 'DZ', 'CI', 'BD']),
		language: pick(['en', 'ro', 'zh', 'pt', 'es', 'sq', 'ar', 'fr', 'bn']),
		createdAt: 1_700_000_000_000 + Math.floor(chance() * 3e10),
		updatedAt: 1_730_000_000_000 + Math.floor(chance() * 3e10),
		facts: Object.fromEntries(Array.from({ length: 14 }, (_, k) => [`fact${k}`, pick(['yes', 'no', 'unknown'])])),
		notes: text(90)
	}));
}

/** The same content in the fields of a case. */
export const editsOf = ({ alias, nationality, language, facts, notes }: CaseRecord) => [
	{ path: 'label', value: alias },
	{ path: 'caseStatus', value: 'active' },
	{ path: 'citizenships', value: [nationality] },
	{ path: 'languages', value: [language] },
	{ path: 'permit', value: { facts, date: '2026-11-24', ruleSet: 'bench', outcomes: [], lawyerAdvised: false } },
	{ path: 'note', value: notes }
];
