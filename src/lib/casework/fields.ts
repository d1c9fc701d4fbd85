/** The form of a case as data: which fields, in which groups, how each is answered. Words stand in `messages/cases/`. */
import {
	AGE_BANDS,
	CASE_STATUSES,
	CHILDREN,
	CLOSE_REASONS,
	COMPLAINTS,
	CONTROLS,
	EXIT_PATHWAYS,
	EXPLOITER_LINKS,
	FILINGS_MAX,
	GENDERS,
	INTERPRETERS,
	KEEP_REASONS,
	LABEL_MAX,
	LABOUR_SECTORS,
	NAME_MAX,
	NOTE_MAX,
	PLACES,
	PURPOSES,
	READS,
	REASONS,
	RECRUITMENTS,
	REFERRALS_MAX,
	REFLECTIONS_MAX,
	REPORTED,
	RIGHTS_READ_MAX,
	SAFE_CONTACTS_MAX,
	SHORT_MAX,
	SOURCES,
	STATUS_BY,
	STAYS,
	SUPPORTS,
	TAGS_MAX,
	YES_NO_DOUBT,
	YES_NO_UNCLEAR,
	YES_NO_UNKNOWN,
	type FieldName,
	type FieldPath,
	type FieldValue
} from '$lib/domain/case';
import { DATES_MAX } from '$lib/domain/dated';
import type { ListName } from './items.ts';
import { minority } from './minor.ts';

export type Reason = (typeof REASONS)[number];

export type Field = {
	readonly name: FieldName;
	/** It is closed until one of these is ticked among the `reasons` of the case. Without: always open. */
	readonly opens?: readonly Reason[];
} & (
	| { readonly kind: 'line' | 'text'; readonly max: number }
	/** One answer among few: buttons; among many: a list. */
	| { readonly kind: 'one' | 'list' | 'several'; readonly options: readonly string[] }
	| { readonly kind: 'flag' | 'day' | 'month' }
	| { readonly kind: 'countries' | 'languages' | 'tags'; readonly max: number }
	/** Lines of several parts, no more than so many (`items.ts`). */
	| { readonly kind: 'items'; readonly name: ListName; readonly most: number }
);

export interface Group {
	readonly id: 'follow-up' | 'person' | 'situation' | 'minor' | 'procedure' | 'identity' | 'consent';
	readonly fields: readonly Field[];
}

const DEPARTMENT_MAX = 3;
/** What is asked for by name. */
const NAMED: readonly Reason[] = ['permit', 'complaint', 'asylum', 'shelter', 'health'];

export const GROUPS: readonly Group[] = [
	{
		id: 'follow-up',
		fields: [
			{ name: 'label', kind: 'line', max: LABEL_MAX },
			{ name: 'tags', kind: 'tags', max: TAGS_MAX },
			{ name: 'nextAction', kind: 'line', max: SHORT_MAX },
			{ name: 'nextDate', kind: 'day' },
			{ name: 'lastContact', kind: 'day' },
			{ name: 'note', kind: 'text', max: NOTE_MAX },
			{ name: 'caseStatus', kind: 'one', options: CASE_STATUSES },
			{ name: 'source', kind: 'list', options: SOURCES },
			{ name: 'owner', kind: 'line', max: LABEL_MAX },
			{ name: 'openedMonth', kind: 'month' },
			{ name: 'closedMonth', kind: 'month' },
			{ name: 'closeReason', kind: 'list', options: CLOSE_REASONS },
			{ name: 'eraseOn', kind: 'day' }
		]
	},
	{
		id: 'person',
		fields: [
			{ name: 'ageBand', kind: 'list', options: AGE_BANDS },
			{ name: 'ageEstimated', kind: 'flag' },
			{ name: 'minorAtFirstContact', kind: 'one', options: YES_NO_DOUBT },
			{ name: 'gender', kind: 'list', options: GENDERS },
			{ name: 'citizenships', kind: 'countries', max: 4 },
			{ name: 'languages', kind: 'languages', max: 6 },
			{ name: 'reads', kind: 'one', options: READS },
			{ name: 'interpreter', kind: 'list', options: INTERPRETERS, opens: ['interpreting', 'complaint', 'asylum'] },
			{
				name: 'childrenWithPerson',
				kind: 'one',
				options: CHILDREN,
				opens: ['permit', 'shelter', 'asylum', 'statistics']
			}
		]
	},
	{
		id: 'situation',
		fields: [
			{ name: 'stillExposed', kind: 'one', options: YES_NO_UNCLEAR },
			{ name: 'purposes', kind: 'several', options: PURPOSES },
			{ name: 'procuring', kind: 'one', options: YES_NO_UNCLEAR },
			{ name: 'where', kind: 'one', options: PLACES },
			{ name: 'department', kind: 'line', max: DEPARTMENT_MAX },
			{ name: 'startedMinor', kind: 'one', options: YES_NO_UNKNOWN },
			{ name: 'controls', kind: 'several', options: CONTROLS, opens: ['complaint', 'statistics'] },
			{ name: 'labourSector', kind: 'list', options: LABOUR_SECTORS, opens: ['complaint', 'statistics'] },
			{ name: 'recruitment', kind: 'list', options: RECRUITMENTS, opens: ['complaint', 'statistics'] },
			{ name: 'online', kind: 'one', options: YES_NO_UNCLEAR, opens: ['complaint', 'statistics'] },
			{ name: 'exploiterLink', kind: 'list', options: EXPLOITER_LINKS, opens: ['complaint', 'shelter', 'statistics'] },
			{ name: 'network', kind: 'one', options: YES_NO_UNCLEAR, opens: ['complaint', 'statistics'] },
			{ name: 'lodgedByExploiter', kind: 'one', options: YES_NO_UNCLEAR, opens: ['shelter', 'complaint', 'statistics'] }
		]
	},
	{
		id: 'minor',
		fields: [
			{ name: 'parentInvolved', kind: 'one', options: YES_NO_UNCLEAR },
			{ name: 'reportDecides', kind: 'line', max: LABEL_MAX },
			{ name: 'reportBy', kind: 'day' },
			{ name: 'reported', kind: 'list', options: REPORTED }
		]
	},
	{
		id: 'procedure',
		fields: [
			{ name: 'stay', kind: 'list', options: STAYS },
			{ name: 'complaint', kind: 'list', options: COMPLAINTS },
			{ name: 'complaintMonth', kind: 'month' },
			{ name: 'statusBy', kind: 'list', options: STATUS_BY },
			{ name: 'dates', kind: 'items', most: DATES_MAX },
			{ name: 'rightsRead', kind: 'items', most: RIGHTS_READ_MAX },
			{ name: 'reflection', kind: 'items', most: REFLECTIONS_MAX, opens: ['permit', 'complaint', 'statistics'] },
			{ name: 'filings', kind: 'items', most: FILINGS_MAX, opens: ['permit', 'asylum', 'statistics'] },
			{ name: 'exitPathway', kind: 'list', options: EXIT_PATHWAYS, opens: ['permit', 'statistics'] },
			{ name: 'referrals', kind: 'items', most: REFERRALS_MAX },
			{ name: 'supports', kind: 'several', options: SUPPORTS, opens: ['statistics'] }
		]
	},
	{
		id: 'identity',
		fields: [
			{ name: 'reasons', kind: 'several', options: REASONS },
			{ name: 'givenName', kind: 'line', max: NAME_MAX, opens: NAMED },
			{ name: 'familyName', kind: 'line', max: NAME_MAX, opens: NAMED },
			{ name: 'birthDate', kind: 'day', opens: NAMED },
			{ name: 'safeContact', kind: 'items', most: SAFE_CONTACTS_MAX, opens: ['contact', ...NAMED] }
		]
	},
	{
		id: 'consent',
		fields: [
			{ name: 'consents', kind: 'items', most: 20 },
			{ name: 'keepReason', kind: 'list', options: KEEP_REASONS }
		]
	}
];

/** Whether a part is drawn: that of minors where somebody is or may be one, or where it holds anything. */
export function isDrawn({ id, fields }: Group, value: (path: FieldPath) => FieldValue | null): boolean {
	return id !== 'minor' || minority(value) !== null || fields.some(({ name }) => value(name) !== null);
}

/** Whether a field is asked, given what is answered: what is there already is always shown, its reason ticked or not. */
export function isOpen(field: Field, value: (path: FieldPath) => FieldValue | null): boolean {
	if (!field.opens || value(field.name) !== null) return true;
	const ticked = value('reasons');
	return Array.isArray(ticked) && field.opens.some((reason) => ticked.includes(reason));
}

const PLAIN: ReadonlySet<readonly string[]> = new Set([READS, YES_NO_DOUBT, YES_NO_UNCLEAR, YES_NO_UNKNOWN]);

/** Whether it shares its answers (yes, no, unclear and the like), and their words, with other fields. */
export function isPlain(field: Field): boolean {
	return field.kind === 'flag' || ('options' in field && PLAIN.has(field.options));
}

/** Longest a field of text may be, or `null` for one that is not text. */
export function limitOf(field: Field): number | null {
	return 'max' in field ? field.max : null;
}

/** What is kept of what was typed: no space around it, and nothing rather than an empty value. */
export function tidied<T>(value: T): T | string | null {
	if (typeof value === 'string') return value.trim() || null;
	return Array.isArray(value) && value.length === 0 ? null : value;
}
