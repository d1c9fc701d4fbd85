/**
 * What of a case leaves the phone in clear, and in which form. Nothing here is a secret any more once it is out, so a form carries what
 * was ticked and nothing besides: no name of the app, no code of the case, no time, no author.
 */
import type { CivilDate } from '$lib/domain/civil-date';
import { EXIT_FORMS, MAX_EXITS, readExits, type Exit, type FieldName, type FieldPath } from '$lib/domain/case';
import { fail } from '$lib/domain/result';
import type { Edit, Vault, VaultResult } from '$lib/vault';
import { consentsOf } from './consent.ts';
import type { Deadline } from './deadlines.ts';
import { GROUPS } from './fields.ts';
import { idsOf, isEmpty, valueOf, type Fields } from './values.ts';

export type ExitForm = Exit['form'];
/** In which the answers of a case leave; a letter and a pack leave in their own. */
export const CASE_FORMS = EXIT_FORMS.filter((form) => form !== 'letter' && form !== 'pack');

export const LETTER_PARTS = ['letter', 'identity', 'papers', 'chronology'] as const;
export type LetterPart = (typeof LETTER_PARTS)[number];
export type PackPart = LetterPart | 'files';

/** For whom it leaves. */
export interface Recipient {
	readonly to: NonNullable<Exit['to']>;
	/** The organisation, as the consent names it. */
	readonly who?: string;
}

/** One line of what leaves: its words, as the screen shows them. */
export interface Leaving {
	readonly label: string;
	readonly value: string;
}

/** Fields in no group, each a part of its own that is ticked by itself. */
export const PARTS_APART = ['screeningItems'] as const satisfies readonly FieldName[];

/** Fields of these groups and parts that hold something, in their order. */
export function leavingFields(fields: Fields, groups: ReadonlySet<string>): readonly FieldPath[] {
	const grouped = GROUPS.filter(({ id }) => groups.has(id)).flatMap((group) => group.fields.map(({ name }) => name));
	return [...grouped, ...PARTS_APART.filter((name) => groups.has(name))].filter((name) => !isEmpty(fields, name));
}

/** Those that are out and not known to be destroyed, oldest first. */
export function exitsOut(fields: Fields): readonly Exit[] {
	return exitsOf(fields).filter(({ gone }) => gone === null);
}

/** Written down before anything leaves: when, in which form, which parts. */
export function leave(
	vault: Pick<Vault, 'takeOut'>,
	id: Parameters<Vault['takeOut']>[0],
	fields: Fields,
	exit: Omit<Exit, 'gone'>
): VaultResult<unknown> {
	if (!isAgreed(fields, exit)) return Promise.resolve(fail({ kind: 'forbidden' }));
	return vault.takeOut(id, exitsEdit(fields, [...exitsOf(fields), { ...exit, gone: null }].slice(-MAX_EXITS)));
}

/** For an organisation only with a consent that stands; it is always said for whom. */
function isAgreed(fields: Fields, { to, who }: Omit<Exit, 'gone'>): boolean {
	return to !== undefined && (to !== 'share' || consentsOf(fields).share.includes(who ?? ''));
}

/** All that is out is destroyed, as somebody says. */
export function destroyed(fields: Fields, today: CivilDate): Edit {
	return exitsEdit(
		fields,
		exitsOf(fields).map((exit) => ({ ...exit, gone: exit.gone ?? today }))
	);
}

/** Text for a person: a line for each field. */
export function asText(lines: readonly Leaving[]): string {
	return lines.map(({ label, value }) => `${label} : ${value}\r\n`).join('');
}

/** RFC 4180. What a spreadsheet would take for a formula is text. */
export function asCsv(lines: readonly Leaving[]): string {
	const quoted = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
	return lines.map(({ label, value }) => `${quoted(label)},${quoted(value)}\r\n`).join('');
}

/** What a calendar is given: a whole day, or a moment where hours count. */
export type CalendarDay = Pick<Deadline, 'date' | 'instant'>;

/** RFC 5545: one event under a title that says nothing. `uid`: random. */
export function asCalendar({ date, instant }: CalendarDay, title: string, uid: string, now: number): string {
	const stamp = `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}T000000Z`;
	const moment = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}00Z`;
	return [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Calendar//FR',
		'BEGIN:VEVENT',
		`UID:${uid}`,
		`DTSTAMP:${stamp}`,
		instant === undefined ? `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}` : `DTSTART:${moment(instant)}`,
		`SUMMARY:${title.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, ' ')}`,
		'CLASS:PRIVATE',
		'END:VEVENT',
		'END:VCALENDAR',
		''
	].join('\r\n');
}

function exitsOf(fields: Fields): readonly Exit[] {
	return readExits(valueOf(fields, 'exits'));
}

function exitsEdit(fields: Fields, exits: readonly Exit[]): Edit {
	return { path: 'exits', value: exits.map((exit) => ({ ...exit })), over: idsOf(fields, 'exits') };
}
