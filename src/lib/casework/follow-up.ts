/** What a case gains line by line: notes and events, which are amended and never taken away, and tasks. */
import { base64urlnopad } from '@scure/base';
import type { FieldPath, FieldValue, LineKind, NOTE_KINDS } from '$lib/domain/case';
import { lineOf } from '$lib/domain/case';
import { parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import type { FieldVersion } from '$lib/vault';
import { valueOf, type Fields } from './values.ts';

export type NoteKind = (typeof NOTE_KINDS)[number];

interface Line {
	readonly id: string;
	/** When its first part was written, in milliseconds since 1970. */
	readonly at: number;
	/** Who wrote it first. */
	readonly first: FieldVersion;
}

export interface Note extends Line {
	readonly kind: NoteKind;
	/** More than one where several people have amended it at the same time. */
	readonly texts: readonly FieldVersion[];
	/** Of an event. */
	readonly day: CivilDate | null;
	readonly crossed: boolean;
}

export interface Task extends Line {
	readonly what: string;
	readonly due: CivilDate | null;
	readonly who: string;
	readonly done: CivilDate | null;
}

/** `notes.<id>.text` and the like. */
export function linePath(kind: LineKind, id: string, part: string): FieldPath {
	return `${kind}s.${id}.${part}`;
}

/** Latest first: by the day of an event, or by when it was written down. `dayOf`: of a moment, on the calendar of the phone. */
export function notesOf(fields: Fields, dayOf: (at: number) => CivilDate): readonly Note[] {
	const notes = linesOf(fields, 'note').flatMap(({ value, versions, ...line }): readonly Note[] => {
		const texts = versions('text').filter((version) => typeof version.value === 'string');
		if (texts.length === 0) return [];
		return [
			{
				...line,
				kind: value('kind') === 'event' ? 'event' : 'note',
				texts,
				day: dayIn(value('day')),
				crossed: value('crossed') === true
			}
		];
	});
	const when = ({ day, at }: Note) => day ?? dayOf(at);
	return notes.sort((a, b) => compare(when(b), when(a)) || b.at - a.at || compare(a.id, b.id));
}

/** What is to be done first: soonest first, without a day at the end; then what is done, latest first. */
export function tasksOf(fields: Fields): { readonly open: readonly Task[]; readonly done: readonly Task[] } {
	const tasks = linesOf(fields, 'task').flatMap(({ value, versions, ...line }): readonly Task[] => {
		const what = textIn(value('what'));
		// While people disagree on whether it is done, it is not.
		const isDone = versions('done').every((version) => version.value !== null);
		const task = { ...line, what, due: dayIn(value('due')), who: textIn(value('who')) };
		return what ? [{ ...task, done: isDone ? dayIn(value('done')) : null }] : [];
	});
	const late = '9999-12-31';
	return {
		open: tasks
			.filter(({ done }) => done === null)
			.sort((a, b) => compare(a.due ?? late, b.due ?? late) || a.at - b.at || compare(a.id, b.id)),
		done: tasks
			.filter(({ done }) => done !== null)
			.sort((a, b) => compare(b.done ?? '', a.done ?? '') || b.at - a.at || compare(a.id, b.id))
	};
}

/** What a line had said before it was amended, latest first. */
export function earlierOf(
	history: readonly (FieldVersion & { readonly path: FieldPath })[],
	path: FieldPath,
	now: readonly FieldVersion[]
): readonly FieldVersion[] {
	const standing = new Set(now.map(({ id }) => id));
	return history.filter((one) => one.path === path && one.value !== null && !standing.has(one.id)).reverse();
}

/** Each line of a kind, with what stands in its parts. */
function linesOf(fields: Fields, kind: LineKind) {
	const lines = new Map<string, FieldVersion[]>();
	for (const [path, versions] of Object.entries(fields)) {
		const found = lineOf(path);
		if (found?.kind !== kind) continue;
		lines.set(found.id, [...(lines.get(found.id) ?? []), ...versions]);
	}
	return [...lines].flatMap(([id, all]) => {
		const [first] = [...all].sort((a, b) => writtenAt(a) - writtenAt(b));
		if (!first) return [];
		const versions = (part: string) => fields[linePath(kind, id, part)] ?? [];
		const value = (part: string) => valueOf(fields, linePath(kind, id, part));
		return [{ id, first, at: writtenAt(first), versions, value }];
	});
}

const writtenAt = ({ at, was }: FieldVersion) => was?.at ?? at;
const textIn = (value: FieldValue | null) => (typeof value === 'string' ? value : '');
const dayIn = (value: FieldValue | null) => (typeof value === 'string' ? parseCivilDate(value) : null);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Of a new line: 16 bytes in base64url. */
export function newLineId(random: (length: number) => Uint8Array): string {
	return base64urlnopad.encode(random(16));
}
