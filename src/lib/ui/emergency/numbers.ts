/** The numbers of the emergency sheet, in the order of need; each carries its rule. All are free and answer day and night. */
type TelRule = `TEL-${number}`;
type LawRule = `LAW-${string}`;

/** Whose agreement the call needs; words in `messages/emergency` under `agreement`. */
type Agreement = 'police' | 'care' | 'own' | 'minor';

export interface EmergencyNumber {
	/** Key of its words in `messages/emergency`. */
	readonly id: string;
	readonly href: `tel:${string}` | `sms:${string}`;
	readonly rule: TelRule;
	readonly agreement: Agreement;
	/** Life or freedom at stake now: drawn in red. */
	readonly urgent: boolean;
}

export const NUMBERS: readonly EmergencyNumber[] = [
	{ id: '17', href: 'tel:17', rule: 'TEL-17', agreement: 'police', urgent: true },
	{ id: '112', href: 'tel:112', rule: 'TEL-112', agreement: 'police', urgent: true },
	{ id: '114', href: 'sms:114', rule: 'TEL-114', agreement: 'police', urgent: true },
	{ id: '15', href: 'tel:15', rule: 'TEL-15', agreement: 'care', urgent: true },
	{ id: '115', href: 'tel:115', rule: 'TEL-115', agreement: 'own', urgent: false },
	{ id: '119', href: 'tel:119', rule: 'TEL-119', agreement: 'minor', urgent: false },
	{ id: '3114', href: 'tel:3114', rule: 'TEL-3114', agreement: 'care', urgent: false }
];

/** A number with its words; without `href` where nobody has confirmed it. */
export interface Callable {
	readonly href: string | null;
	readonly number: string;
	readonly what: string;
}

/** Where a tap on this number leads; nowhere unless it was read in the law or on an official page, as those above were. */
export function hrefOf(rule: TelRule): string | null {
	return NUMBERS.find((number) => number.rule === rule)?.href ?? null;
}

/** What the sheet says about agreement and secrecy rests on these. */
export const AGREEMENT_RULES: readonly LawRule[] = [
	'LAW-REPORT-ADULT',
	'LAW-REPORT-PERIL',
	'LAW-SECRET',
	'LAW-SECRET-EXC',
	'LAW-REPORT-MINOR'
];

/** `tel:` address of a number typed by a team: digits and a leading plus only. */
export function dial(number: string): string {
	return `tel:${number.replace(/(?!^\+)\D/g, '')}`;
}
