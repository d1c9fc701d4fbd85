/** Cases that may be of the same person. Pointed out with why, never merged; "not the same" is kept among the fields of the space. */
import type { CaseId, FieldPath, FieldValue } from '$lib/domain/case';
import { bornMark, nameMark, plain } from '$lib/domain/likeness';
import type { CaseSummary, Edit } from '$lib/vault';
import { valueOf, type Fields } from './values.ts';

export type Alike = 'label' | 'name' | 'born';
type Known = Pick<CaseSummary, 'label' | 'name' | 'born'>;

export interface MaybeSame {
	readonly summary: CaseSummary;
	readonly why: readonly Alike[];
}

type Settings = Readonly<Record<FieldPath, FieldValue | null>>;

/** `id`: `null` of a case that is being made. Those with the most in common first. */
export function maybeSame(
	id: CaseId | null,
	known: Known,
	cases: readonly CaseSummary[],
	settings: Settings
): readonly MaybeSame[] {
	const sought = keysOf(known);
	return cases
		.flatMap((summary) => {
			if (summary.id === id || (id !== null && settings[apartPath(id, summary.id)] === true)) return [];
			const keys = keysOf(summary);
			const why = (['label', 'name', 'born'] as const).filter(
				(key) => sought[key] !== '' && sought[key] !== 0 && sought[key] === keys[key]
			);
			return why.length > 0 ? [{ summary, why }] : [];
		})
		.sort((a, b) => b.why.length - a.why.length || (a.summary.id < b.summary.id ? -1 : 1));
}

export function apartEdit(one: CaseId, other: CaseId): Edit {
	return { path: apartPath(one, other), value: true };
}

/** What a case that is open says of who it is about. */
export function knownOf(fields: Fields): Known {
	return knownBy((path) => valueOf(fields, path));
}

export function knownBy(value: (path: FieldPath) => FieldValue | null): Known {
	const text = (path: FieldPath) => {
		const held = value(path);
		return typeof held === 'string' ? held : '';
	};
	return {
		label: text('label'),
		name: nameMark(text('givenName'), text('familyName')),
		born: bornMark(text('birthDate'))
	};
}

function keysOf({ label, name, born }: Known): Readonly<Record<Alike, string | number>> {
	return { label: plain(label).trim(), name, born };
}

const apartPath = (...ids: readonly [CaseId, CaseId]): FieldPath => `apart.${[...ids].sort().join('.')}`;
