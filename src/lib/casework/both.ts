/** Two answers to one field, both kept: one as the answer, the others in words in the note of the case. */
import { NOTE_MAX, type FieldPath } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import type { Edit, FieldVersion } from '$lib/vault';
import { GROUPS, type Field } from './fields.ts';
import { conflictOf, idsOf, valueOf, type Fields } from './values.ts';

/** `note-disputed`: the note itself has several versions. */
export type NoteFault = 'note-full' | 'note-disputed';

/** What names or finds a person stays in its field, and a list is not told in words. */
export function mayBeNoted(field: Field): boolean {
	const group = GROUPS.find(({ fields }) => fields.some(({ name }) => name === field.name));
	return group?.id !== 'identity' && group?.id !== 'consent' && field.kind !== 'items' && field.name !== 'note';
}

/** `lines`: the others, in words, with who gave them and when. */
export function keepBoth(
	fields: Fields,
	path: FieldPath,
	kept: Pick<FieldVersion, 'value'>,
	lines: readonly string[]
): Result<readonly Edit[], NoteFault> {
	const noted = intoNote(fields, lines);
	return noted.ok ? ok([{ path, value: kept.value, over: idsOf(fields, path) }, noted.value]) : noted;
}

/** The one place that knows where what is noted goes. */
function intoNote(fields: Fields, lines: readonly string[]): Result<Edit, NoteFault> {
	if (conflictOf(fields, 'note').length > 0) return fail('note-disputed');
	const before = valueOf(fields, 'note');
	const value = [...(typeof before === 'string' && before ? [before] : []), ...lines].join('\n');
	return value.length > NOTE_MAX ? fail('note-full') : ok({ path: 'note', value, over: idsOf(fields, 'note') });
}
