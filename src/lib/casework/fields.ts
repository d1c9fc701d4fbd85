/** The form of a case as data: which fields, in which groups, how each is answered. Words stand in `messages/cases/`. */
import {
	AGE_BANDS,
	CASE_STATUSES,
	CLOSE_REASONS,
	COMPLAINTS,
	GENDERS,
	LABEL_MAX,
	NOTE_MAX,
	PLACES,
	PURPOSES,
	READS,
	RIGHTS_READ_MAX,
	SHORT_MAX,
	SOURCES,
	STATUS_BY,
	STAYS,
	YES_NO_DOUBT,
	YES_NO_UNCLEAR,
	YES_NO_UNKNOWN,
	type FieldName
} from '$lib/domain/case';
import type { ListName } from './items.ts';

export type Field = { readonly name: FieldName } & (
	| { readonly kind: 'line' | 'text'; readonly max: number }
	/** One answer among few: buttons; among many: a list. */
	| { readonly kind: 'one' | 'list' | 'several'; readonly options: readonly string[] }
	| { readonly kind: 'flag' | 'day' | 'month' }
	| { readonly kind: 'countries' | 'languages'; readonly max: number }
	/** Lines of several parts, no more than so many (`items.ts`). */
	| { readonly kind: 'items'; readonly name: ListName; readonly most: number }
);

export interface Group {
	readonly id: 'follow-up' | 'person' | 'situation' | 'procedure' | 'consent';
	readonly fields: readonly Field[];
}

const DEPARTMENT_MAX = 3;

export const GROUPS: readonly Group[] = [
	{
		id: 'follow-up',
		fields: [
			{ name: 'label', kind: 'line', max: LABEL_MAX },
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
			{ name: 'reads', kind: 'one', options: READS }
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
			{ name: 'startedMinor', kind: 'one', options: YES_NO_UNKNOWN }
		]
	},
	{
		id: 'procedure',
		fields: [
			{ name: 'stay', kind: 'list', options: STAYS },
			{ name: 'complaint', kind: 'list', options: COMPLAINTS },
			{ name: 'complaintMonth', kind: 'month' },
			{ name: 'statusBy', kind: 'list', options: STATUS_BY },
			{ name: 'rightsRead', kind: 'items', most: RIGHTS_READ_MAX },
			{ name: 'referrals', kind: 'items', most: 40 }
		]
	},
	{ id: 'consent', fields: [{ name: 'consents', kind: 'items', most: 20 }] }
];

/** Longest a field of text may be, or `null` for one that is not text. */
export function limitOf(field: Field): number | null {
	return 'max' in field ? field.max : null;
}

/** What is kept of what was typed: no space around it, and nothing rather than an empty value. */
export function tidied<T>(value: T): T | string | null {
	if (typeof value === 'string') return value.trim() || null;
	return Array.isArray(value) && value.length === 0 ? null : value;
}
