/** Files of a case: which it has, what each is, and which of those that are picked it takes. */
import { SHORT_MAX, type FieldValue } from '$lib/domain/case';
import type { WaitingFile } from '$lib/vault';
import { valueOf, type Fields } from './values.ts';

/** Bytes of one, and how many a case has at most. */
export const MAX_FILE = 20 * 1024 * 1024;
export const MAX_FILES = 100;

export interface CaseFileLine {
	readonly file: string;
	/** As the worker gave it; empty where nothing is said. */
	readonly name: string;
	readonly type: string;
	/** Bytes; `null` where nothing is said. */
	readonly size: number | null;
	/** Milliseconds since 1970. */
	readonly at: number;
	/** On this phone only, so far. */
	readonly waiting: boolean;
}

const PATH = /^files\.([\w-]{22})\.[a-z]+$/;

/** Latest first; `waiting`: of the whole phone. */
export function filesOf(
	id: string,
	fields: Fields,
	waiting: readonly Pick<WaitingFile, 'case' | 'file' | 'fields' | 'length' | 'since'>[]
): readonly CaseFileLine[] {
	const names = new Set(Object.keys(fields).flatMap((path) => PATH.exec(path)?.[1] ?? []));
	const entered = [...names].map((file) => {
		const size = valueOf(fields, `files.${file}.size`);
		const times = Object.entries(fields).flatMap(([path, versions]) =>
			path.startsWith(`files.${file}.`) ? versions.map(({ at }) => at) : []
		);
		return {
			file,
			name: textOf(valueOf(fields, `files.${file}.name`)),
			type: textOf(valueOf(fields, `files.${file}.type`)),
			size: typeof size === 'number' ? size : null,
			at: Math.min(...times),
			waiting: false
		};
	});
	const here = waiting
		.filter((one) => one.case === id && !names.has(one.file))
		.map(({ file, fields: said, length, since }) => ({
			file,
			name: textOf(said['name'] ?? null),
			type: textOf(said['type'] ?? null),
			size: length,
			at: since,
			waiting: true
		}));
	return [...entered, ...here].sort((a, b) => b.at - a.at);
}

export type PickedKind = 'picture' | 'other';

/**
 * What a picked file is, by its first bytes and by what the phone says of it: a picture is kept only once it was drawn anew, whatever
 * its name pretends, so that what cameras write beside the dots never comes along.
 */
export function kindOfPicked(type: string, head: Uint8Array): PickedKind {
	if (type.startsWith('image/')) return 'picture';
	const text = String.fromCharCode(...head.subarray(0, 12));
	const known = /^(\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|BM|RIFF[^]{4}WEBP|[^]{4}ftyp(hei|hev|mif|msf|avi[fs]))/;
	return known.test(text) ? 'picture' : 'other';
}

/** The name that is proposed for a picked file: its own, which may be changed; of a picture without its ending, which it loses. */
export function proposedName(own: string, kind: PickedKind): string {
	const name = kind === 'picture' ? own.replace(/\.[a-z0-9]{1,5}$/i, '') : own;
	return name.trim().slice(0, SHORT_MAX);
}

/** The media type as it is kept: what the phone says, where that is one. */
export function typeOf(said: string): string {
	return /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/.test(said) ? said : 'application/octet-stream';
}

function textOf(value: FieldValue | null): string {
	return typeof value === 'string' ? value : '';
}
