/** Two answers to one field, both kept: one as the answer, the others in words as a note of the case. */
import { NOTE_MAX, type FieldPath } from '$lib/domain/case';
import { fail, ok, type Result } from '$lib/domain/result';
import type { Edit, FieldVersion } from '$lib/vault';
import { GROUPS, type Field } from './fields.ts';
import { linePath, newLineId } from './follow-up.ts';
import { idsOf, type Fields } from './values.ts';

/** What names or finds a person stays in its field, and a list is not told in words. */
export function mayBeNoted(field: Field): boolean {
	const group = GROUPS.find(({ fields }) => fields.some(({ name }) => name === field.name));
	return group?.id !== 'identity' && group?.id !== 'consent' && field.kind !== 'items' && field.name !== 'note';
}

/** `lines`: the others, in words, with who gave them and when. A note that would have to be cut is refused, and the choice with it. */
export function keepBoth(
	fields: Fields,
	path: FieldPath,
	kept: Pick<FieldVersion, 'value'>,
	lines: readonly string[],
	random: (length: number) => Uint8Array
): Result<readonly Edit[], 'too-long'> {
	const text = lines.join('\n');
	if (text.length > NOTE_MAX) return fail('too-long');
	const note = newLineId(random);
	return ok([
		{ path, value: kept.value, over: idsOf(fields, path) },
		{ path: linePath('note', note, 'kind'), value: 'note' },
		{ path: linePath('note', note, 'text'), value: text }
	]);
}
