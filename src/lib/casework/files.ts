/** Files of a case: which it has, what each is, and which of those that are picked it takes. */
import { readAway, SHORT_MAX, type Away, type FieldValue } from '$lib/domain/case';
import { isPicture } from '$lib/domain/picture';
import type { Edit, FieldVersion, WaitingFile } from '$lib/vault';
import { idsOf, valueOf, type Fields } from './values.ts';

/** Bytes of one, and how many a case has at most. */
export const MAX_FILE = 20 * 1024 * 1024;
export const MAX_FILES = 100;

export interface CaseFileLine {
	readonly file: string;
	/** As the worker gave it, so that it reads as it is written; empty where nothing is said. */
	readonly name: string;
	readonly type: string;
	/** Bytes; `null` where nothing is said. */
	readonly size: number | null;
	/** A small JPEG in base64; empty where there is none. */
	readonly thumb: string;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** On this phone only, so far. */
	readonly waiting: boolean;
	/** Off the list: why, and by whom and when. */
	readonly away: (Away & { readonly by: FieldVersion }) | null;
}

/** What is said of a file when it is kept; one of which only something later is known is none. */
const PATH = /^files\.([\w-]{22})\.(?!away$)[a-z]+$/;

/** Latest first, those off the list too; `waiting`: of the whole phone. */
export function filesOf(
	id: string,
	fields: Fields,
	waiting: readonly Pick<WaitingFile, 'case' | 'file' | 'fields' | 'length' | 'since'>[]
): readonly CaseFileLine[] {
	const names = new Set(Object.keys(fields).flatMap((path) => PATH.exec(path)?.[1] ?? []));
	const entered = [...names].map((file) => {
		const said = (field: string) => valueOf(fields, `files.${file}.${field}`);
		const times = Object.entries(fields).flatMap(([path, versions]) =>
			path.startsWith(`files.${file}.`) && path !== awayPath(file) ? versions.map(({ at }) => at) : []
		);
		const at = Math.min(...times);
		return { ...lineOf(file, said), size: countOf(said('size')), at, waiting: false, away: awayOf(fields, file) };
	});
	const here = waiting
		.filter((one) => one.case === id && !names.has(one.file))
		.map(({ file, fields: said, length, since }) => ({
			...lineOf(file, (field) => said[field] ?? null),
			size: length,
			at: since,
			waiting: true,
			away: null
		}));
	return [...entered, ...here].sort((a, b) => b.at - a.at);
}

/** Takes a file off the list, or with `null` puts it back. Nothing of it is erased. */
export function awayEdit(fields: Fields, file: string, away: Away | null): Edit {
	return { path: awayPath(file), value: away && { ...away }, over: idsOf(fields, awayPath(file)) };
}

const awayPath = (file: string) => `files.${file}.away`;

/** While two people disagree, it stays on the list. */
function awayOf(fields: Fields, file: string): CaseFileLine['away'] {
	const versions = fields[awayPath(file)] ?? [];
	const said = versions.flatMap((by) => {
		const away = readAway(by.value);
		return away ? [{ ...away, by }] : [];
	});
	return said.length === versions.length ? (said.sort((a, b) => b.by.at - a.by.at)[0] ?? null) : null;
}

function lineOf(
	file: string,
	said: (field: string) => FieldValue | null
): Pick<CaseFileLine, 'file' | 'name' | 'type' | 'thumb'> {
	return { file, name: cleanName(textOf(said('name'))), type: textOf(said('type')), thumb: textOf(said('thumb')) };
}

const countOf = (value: FieldValue | null) => (typeof value === 'number' ? value : null);

export type PickedKind = 'picture' | 'other';

/**
 * What a picked file is, by its first bytes: a picture is kept only once it was drawn anew, whatever its name pretends, so that what
 * cameras write beside the dots never comes along. `null`: it is said to be a picture and is none that is drawn.
 */
export function kindOfPicked(type: string, head: Uint8Array): PickedKind | null {
	if (isPicture(head)) return 'picture';
	return type.startsWith('image/') ? null : 'other';
}

/** The name that is proposed for a picked file: its own, which may be changed; of a picture without its ending, which it loses. */
export function proposedName(own: string, kind: PickedKind): string {
	return cleanName(kind === 'picture' ? own.replace(/\.[a-z0-9]{1,5}$/i, '') : own);
}

/** A name that reads as it is written: nothing that turns, hides or breaks what stands beside it, and no path. */
export function cleanName(name: string): string {
	const plain = name
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/(?![\u200c\u200d])[\p{Cf}\p{Co}\p{Cs}]/gu, '')
		.replace(/[/\\]+/g, '-')
		.replace(/\s+/g, ' ')
		.trim();
	return plain.length <= SHORT_MAX ? plain : plain.slice(0, SHORT_MAX).replace(/[\ud800-\udbff]$/, '');
}

export const PDF_TYPE = 'application/pdf';

/** The media type as it is kept of what is not a picture: by what it is, and never one that a browser would run. */
export function typeOf(head: Uint8Array): string {
	return String.fromCharCode(...head.subarray(0, 5)) === '%PDF-' ? PDF_TYPE : 'application/octet-stream';
}

function textOf(value: FieldValue | null): string {
	return typeof value === 'string' ? value : '';
}
