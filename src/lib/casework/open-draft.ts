/**
 * A draft under the form of today. It says which form it was typed in: each later form says what became of the one before, and what
 * has no place any more, or not yet where the app went back to an older version, is told and kept in the note, never dropped.
 */
import { fits, FORM_VERSION, isFieldName, type FieldPath, type FieldValue } from '$lib/domain/case';
import type { Draft, Edit } from '$lib/vault';
import { GROUPS, type Field } from './fields.ts';
import { itemPath, itemsOf } from './items.ts';

/** What one thing typed in the form before is in form `to`: under another name, in several fields, or as it was. */
export interface Migration {
	readonly to: number;
	readonly edit: (edit: Edit) => readonly Edit[];
}

export interface Form {
	readonly version: number;
	/** In order, one for each version after the first. */
	readonly migrations: readonly Migration[];
	/** Whether a screen of this form shows such a value, finished or not. */
	readonly hasPlace: (path: FieldPath, value: FieldValue) => boolean;
}

export interface OpenedDraft {
	readonly edits: readonly Edit[];
	/** Typed in one field, and put into others. */
	readonly moved: readonly { readonly from: FieldPath; readonly to: readonly FieldPath[] }[];
	readonly left: readonly { readonly path: FieldPath; readonly value: FieldValue }[];
}

const FIELDS = new Map(
	GROUPS.flatMap(({ fields }) => fields.map((field) => [field.name as FieldPath, field] as const))
);
const ITEMS: ReadonlySet<FieldPath> = new Set(
	[...FIELDS.values()].flatMap((field) => (field.kind === 'items' ? [itemPath(field.name)] : []))
);

export const FORM: Form = { version: FORM_VERSION, migrations: [], hasPlace };

export function openDraft({ form, edits }: Draft, now: Form = FORM): OpenedDraft {
	const later = now.migrations.filter(({ to }) => to > form);
	const opened = {
		edits: [] as Edit[],
		moved: [] as OpenedDraft['moved'][number][],
		left: [] as OpenedDraft['left'][number][]
	};
	for (const typed of edits) {
		const become = later.reduce<readonly Edit[]>((became, { edit }) => became.flatMap(edit), [typed]);
		for (const edit of become) {
			const { path, value } = edit;
			if (value === null ? now.hasPlace(path, '') || isFieldName(path) : now.hasPlace(path, value))
				opened.edits.push(edit);
			else if (value !== null) opened.left.push({ path, value });
		}
		const to = become.map(({ path }) => path).filter((path) => opened.edits.some((edit) => edit.path === path));
		if (to.length > 0 && to.join() !== typed.path) opened.moved.push({ from: typed.path, to });
	}
	return opened;
}

/** What has no place, as lines of a note. */
export function notedOf(left: OpenedDraft['left']): string {
	return left.map(({ path, value }) => `${path} = ${textOf(value)}`).join('\n');
}

function textOf(value: FieldValue): string {
	if (typeof value === 'string') return value;
	return Array.isArray(value) && value.every((one) => typeof one === 'string')
		? value.join(', ')
		: JSON.stringify(value);
}

function hasPlace(path: FieldPath, value: FieldValue): boolean {
	if (ITEMS.has(path)) return typeof value === 'object';
	const field = FIELDS.get(path);
	return field ? shows(field, value) : fits(path, value);
}

function shows(field: Field, value: FieldValue): boolean {
	switch (field.kind) {
		case 'line':
		case 'text':
		case 'day':
		case 'month':
			return typeof value === 'string';
		case 'flag':
			return typeof value === 'boolean';
		case 'one':
		case 'list':
			return typeof value === 'string' && field.options.includes(value);
		case 'several':
			return Array.isArray(value) && value.every((one) => typeof one === 'string' && field.options.includes(one));
		case 'countries':
		case 'languages':
		case 'tags':
			return Array.isArray(value) && value.every((one) => typeof one === 'string');
		case 'items':
			return Array.isArray(value) && itemsOf(value).length === value.length;
	}
}
