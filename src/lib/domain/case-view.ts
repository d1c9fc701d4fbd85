/** How the list of cases is looked at: which of them, in which order, and the ways that were given a name. */
import { CASE_STATUSES, TAG_MAX, TAGS_MAX } from './case.ts';
import { z } from './zod.ts';

/** When something of a case is due: passed; within seven or thirty days; never. */
export const DUES = ['overdue', 'week', 'month', 'none'] as const;
export type Due = (typeof DUES)[number];
export const SORTS = ['next', 'touched', 'title', 'opened'] as const;
export type Sort = (typeof SORTS)[number];
export const VIEWS_MAX = 12;
export const VIEW_NAME_MAX = 40;

/** Of each part that says anything, a case is one of what it says; of the tags it has every one. */
const CaseFilter = z.strictObject({
	status: z.array(z.enum(CASE_STATUSES)).check(z.maxLength(CASE_STATUSES.length)),
	due: z.nullable(z.enum(DUES)),
	tags: z.array(z.string().check(z.minLength(1), z.maxLength(TAG_MAX))).check(z.maxLength(TAGS_MAX)),
	/** Only those on which people disagree. */
	disputed: z.boolean()
});
export type CaseFilter = z.infer<typeof CaseFilter>;
export const NO_FILTER: CaseFilter = { status: [], due: null, tags: [], disputed: false };

export const CaseView = z.strictObject({
	name: z.string().check(z.minLength(1), z.maxLength(VIEW_NAME_MAX)),
	filter: CaseFilter,
	sort: z.enum(SORTS)
});
export type CaseView = z.infer<typeof CaseView>;
