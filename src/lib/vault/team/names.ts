/** Names of people and phones: fields of the team's space, sealed like any entry (`docs/protocol.md`, 2). */
import type { FieldPath, FieldValue } from '$lib/domain/case';
import type { Edit } from '../types.ts';

const NAME_MAX = 60;
const PATH = /^(people|devices)\.[\w-]{22}\.name$/;

export type Named = 'people' | 'devices';
export type Fields = Readonly<Record<FieldPath, FieldValue | null>>;

const pathOf = (what: Named, id: string): FieldPath => `${what}.${id}.name`;

export function nameIn(fields: Fields, what: Named, id: string): string | null {
	const name = fields[pathOf(what, id)];
	return typeof name === 'string' && name !== '' ? name : null;
}

/** Empty: it has none. */
export function naming(what: Named, id: string, name: string): Edit {
	return { path: pathOf(what, id), value: name.trim() || null };
}

/** Whether this is a name, and fits. */
export function fitsName(path: FieldPath, value: unknown): boolean {
	return PATH.test(path) && (value === null || (typeof value === 'string' && value.length <= NAME_MAX));
}
