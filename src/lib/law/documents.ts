/** Papers of a request, by rule id (section 3 of the sources; general rubric of Annexe 10). The association's own letter is never required. */
import type { RuleId } from './types.ts';

export const FIRST_REQUEST: readonly RuleId[] = [
	'LAW-DOCS-BIRTH',
	'LAW-DOCS-ID',
	'LAW-DOCS-ID-ALT',
	'LAW-DOCS-ADDRESS',
	'LAW-DOCS-COMPLAINT',
	'LAW-DOCS-PHOTO',
	'LAW-DOCS-CONTRACT',
	'LAW-DOCS-NO-FEE'
];

export const RENEWAL: readonly RuleId[] = [
	'LAW-DOCS-CARD',
	'LAW-DOCS-ID',
	'LAW-DOCS-ID-ALT',
	'LAW-DOCS-ADDRESS',
	'LAW-DOCS-COMPLAINT',
	'LAW-DOCS-PROGRESS',
	'LAW-DOCS-PHOTO',
	'LAW-DOCS-CONTRACT',
	'LAW-DOCS-NO-FEE'
];

/** L425-11 is not in the list of L436-8: whether it is free is to be checked. */
export const HOUSING_REQUEST: readonly RuleId[] = FIRST_REQUEST.filter((id) => id !== 'LAW-DOCS-NO-FEE');

/** L425-3: what the rule of its papers names, each by the rule of its own where there is one. */
const RESIDENT_CARD: readonly RuleId[] = [
	'LAW-DOCS-BIRTH',
	'LAW-DOCS-ID',
	'LAW-DOCS-ID-ALT',
	'LAW-DOCS-ADDRESS',
	'LAW-DOCS-PHOTO',
	'LAW-DOCS-CARD',
	'LAW-DOCS-RESIDENT',
	'LAW-DOCS-CONTRACT',
	'LAW-DOCS-NO-FEE'
];

/** L425-4: civil status, address, the proofs and the authorisation of the path, the contract. It is not in the list of L436-8. */
const EXIT_PATH: readonly RuleId[] = [
	'LAW-DOCS-ID',
	'LAW-DOCS-ID-ALT',
	'LAW-DOCS-ADDRESS',
	'LAW-DOCS-PSP',
	'LAW-DOCS-CONTRACT'
];

export const DOCUMENTS = {
	first: FIRST_REQUEST,
	renewal: RENEWAL,
	'resident-card': RESIDENT_CARD,
	'exit-pathway': EXIT_PATH
} as const satisfies Readonly<Record<string, readonly RuleId[]>>;
