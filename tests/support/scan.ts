/** Looks for planted words in everything a browser profile has on disk, in every dress a browser gives a text. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readings } from './unpack.ts';

export const FORMS = ['utf-8', 'latin-1', 'utf-16', 'utf-16 big-endian', 'base64', 'percent'] as const;

export interface Hit {
	readonly word: string;
	readonly file: string;
	readonly form: (typeof FORMS)[number];
}

interface Needle {
	readonly word: string;
	readonly form: Hit['form'];
	readonly bytes: Buffer;
}

/** Bytes by which needles are looked for together: words that begin alike cost no more than one. */
const BEGINNING = 4;

/** Every planted word found in any file under the folders. */
export function scan(folders: readonly string[], words: readonly string[]): Hit[] {
	const needles = new Map<string, Needle[]>();
	for (const needle of words.flatMap((word) => needlesOf(word))) {
		const beginning = needle.bytes.subarray(0, BEGINNING).toString('latin1');
		needles.set(beginning, [...(needles.get(beginning) ?? []), needle]);
	}
	const hits = new Map<string, Hit>();
	for (const file of folders.flatMap(filesUnder)) {
		for (const bytes of readings(file)) {
			for (const [beginning, alike] of needles) {
				for (let at = bytes.indexOf(beginning, 0, 'latin1'); at >= 0; at = bytes.indexOf(beginning, at + 1, 'latin1')) {
					for (const { word, form, bytes: needle } of alike)
						if (bytes.subarray(at, at + needle.length).equals(needle))
							hits.set(`${word}|${file}|${form}`, { word, file, form });
				}
			}
		}
	}
	return [...hits.values()];
}

function needlesOf(word: string): Needle[] {
	const utf8 = Buffer.from(word, 'utf8');
	const utf16 = Buffer.from(word, 'utf16le');
	const found: Needle[] = [
		{ word, form: 'utf-8', bytes: utf8 },
		{ word, form: 'utf-16', bytes: utf16 },
		{ word, form: 'utf-16 big-endian', bytes: Buffer.from(utf16).swap16() },
		...inBase64(utf8).map((text) => ({ word, form: 'base64' as const, bytes: Buffer.from(text, 'latin1') }))
	];
	const percent = encodeURIComponent(word);
	if (percent !== word) found.push({ word, form: 'percent', bytes: Buffer.from(percent, 'latin1') });
	const latin = Buffer.from(word, 'latin1');
	if (!latin.equals(utf8) && latin.toString('latin1') === word) found.push({ word, form: 'latin-1', bytes: latin });
	return found;
}

/** A word inside a longer base64 text may start at any of three alignments; its inner characters are then fixed. */
function inBase64(utf8: Buffer): string[] {
	return [0, 1, 2].map((shift) => {
		const text = Buffer.concat([Buffer.alloc(shift), utf8])
			.toString('base64')
			.replace(/=+$/, '');
		const head = [0, 2, 3][shift] ?? 0;
		const tail = (utf8.length + shift) % 3 === 0 ? 0 : 1;
		return text.slice(head, text.length - tail);
	});
}

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile() === true);
}
