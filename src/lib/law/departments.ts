/**
 * Time zone of each département or overseas collectivity, by INSEE code: hours of an appeal count on the clock of the
 * place. Codes: INSEE, code officiel géographique 2026; zones: IANA tz database.
 */
const OVERSEAS: Readonly<Record<string, string>> = {
	'971': 'America/Guadeloupe',
	'972': 'America/Martinique',
	'973': 'America/Cayenne',
	'974': 'Indian/Reunion',
	'975': 'America/Miquelon',
	'976': 'Indian/Mayotte',
	'977': 'America/St_Barthelemy',
	'978': 'America/Marigot',
	'984': 'Indian/Kerguelen',
	'986': 'Pacific/Wallis',
	'987': 'Pacific/Tahiti',
	'988': 'Pacific/Noumea'
};
const MAINLAND_ZONE = 'Europe/Paris';

/** All codes, mainland first. */
export const DEPARTMENT_CODES: readonly string[] = [
	...Array.from({ length: 95 }, (_, index) => String(index + 1).padStart(2, '0')).flatMap((code) =>
		code === '20' ? ['2A', '2B'] : [code]
	),
	...Object.keys(OVERSEAS)
];

export function isDepartment(code: string): boolean {
	return DEPARTMENT_CODES.includes(code);
}

/** IANA zone; the mainland's where the département is not known. */
export function timeZoneOf(department: string | null | undefined): string {
	return OVERSEAS[department ?? ''] ?? MAINLAND_ZONE;
}

export function territoryOf(department: string): 'metropole' | 'mayotte' | 'overseas' {
	if (department === '976') return 'mayotte';
	return department in OVERSEAS ? 'overseas' : 'metropole';
}
