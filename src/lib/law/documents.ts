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
