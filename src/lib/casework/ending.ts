/** The end of a case: closed and reopened with a reason, kept apart while something runs, erased on a day, or rid of something for good. */
import {
	lineOf,
	readArchive,
	type Archive,
	type CASE_STATUSES,
	type CLOSE_REASONS,
	type FieldPath
} from '$lib/domain/case';
import { addYears, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import type { Edit, HistoryItem } from '$lib/vault';
import { linePath } from './follow-up.ts';
import { itemsOf } from './items.ts';
import { valueOf, type Fields } from './values.ts';

/** Years after the last contact (CNIL, social support: LAW-T-RETENTION). */
const KEEP_YEARS = 2;
const CLOSED: ReadonlySet<unknown> = new Set(['closed', 'closed-referred']);

export function isClosed(fields: Fields): boolean {
	return CLOSED.has(valueOf(fields, 'caseStatus'));
}

/** The day on which the case is to be erased, counted from the last contact, or from the month in which it was opened. */
export function proposedErasure(fields: Fields): CivilDate | null {
	const [contact, opened] = [valueOf(fields, 'lastContact'), valueOf(fields, 'openedMonth')];
	const from =
		parseCivilDate(typeof contact === 'string' ? contact : '') ??
		parseCivilDate(typeof opened === 'string' ? `${opened}-01` : '');
	return from && addYears(from, KEEP_YEARS);
}

/** What of it still runs, so that it is to be kept apart rather than erased. */
export function stillRuns(fields: Fields): boolean {
	const underWay = itemsOf(valueOf(fields, 'filings')).some(({ step }) => step === 'filed' || step === 'receipt');
	const complaint = valueOf(fields, 'complaint');
	return (
		underWay ||
		readArchive(valueOf(fields, 'archive')) !== null ||
		valueOf(fields, 'keepReason') !== null ||
		complaint === 'filed' ||
		complaint === 'testified'
	);
}

type ClosedStatus = Extract<(typeof CASE_STATUSES)[number], 'closed' | 'closed-referred'>;

export function closing(reason: (typeof CLOSE_REASONS)[number], today: CivilDate): readonly Edit[] {
	const status: ClosedStatus = reason === 'handed-over' ? 'closed-referred' : 'closed';
	return [
		{ path: 'caseStatus', value: status },
		{ path: 'closedMonth', value: today.slice(0, 7) },
		{ path: 'closeReason', value: reason }
	];
}

/** Open again, and why, as an event of the case. `id`: of that line. */
export function reopening(id: string, why: string, today: CivilDate): readonly Edit[] {
	return [
		{ path: 'caseStatus', value: 'active' },
		{ path: 'closedMonth', value: null },
		{ path: 'closeReason', value: null },
		{ path: 'archive', value: null },
		{ path: linePath('note', id, 'kind'), value: 'event' },
		{ path: linePath('note', id, 'text'), value: why },
		{ path: linePath('note', id, 'day'), value: today }
	];
}

/** Closed, kept for that reason, and looked at again on that day instead of erased before. */
export function archiving(fields: Fields, archive: Archive, today: CivilDate): readonly Edit[] {
	return [
		{ path: 'archive', value: archive },
		{ path: 'keepReason', value: archive.reason },
		{ path: 'eraseOn', value: archive.review },
		...(isClosed(fields) ? [] : closing('other', today))
	];
}

/** What can be removed for good: a field, a note, a task or a file. */
export interface Removable {
	/** A field's path, or what stands before the last dot of a line's. */
	readonly path: FieldPath;
	readonly kind: 'field' | 'note' | 'task' | 'file';
	/** Values that were ever written there. */
	readonly values: number;
	/** Of these, those that are not in force. */
	readonly earlier: number;
}

/** By which a case is known, what left in clear, and what was removed: these stay. */
const STAYS: ReadonlySet<FieldPath> = new Set(['code', 'status', 'trial', 'exits', 'carriedTo', 'removals']);

/** Everything that a case has ever said, as it can be removed. */
export function removable(fields: Fields, history: readonly HistoryItem[]): readonly Removable[] {
	const standing = new Set(Object.values(fields).flatMap((versions) => versions.map(({ id }) => id)));
	const found = new Map<FieldPath, Removable>();
	for (const { path, id, value } of history) {
		const line = lineOf(path);
		const root = line ? `${line.kind}s.${line.id}` : path;
		if (STAYS.has(root)) continue;
		const before = found.get(root) ?? { path: root, kind: line?.kind ?? 'field', values: 0, earlier: 0 };
		const said = value !== null;
		found.set(root, {
			...before,
			values: before.values + Number(said),
			earlier: before.earlier + Number(said && !standing.has(id))
		});
	}
	return [...found.values()].filter(({ values }) => values > 0);
}
