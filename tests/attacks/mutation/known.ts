/**
 * What was found out about each check, in a file between runs: a run tries only what is new, has changed or was seen by no attack.
 * A check is known by its file, its text and which of those with this text it is.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Check } from './checks.ts';

export interface Finding {
	/** Of the file of the check, as it was. */
	readonly source: string;
	/** File and name of the case that misses it; `null`: none; no file: its removal never came to an end. */
	readonly by: { readonly file: string | null; readonly name: string; readonly source: string } | null;
	/** Cases that came by it. */
	readonly coming: number;
}

export type Known = Map<string, Finding>;

export const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A name for each, in their order. */
export function namesOf(checks: readonly Check[]): readonly string[] {
	const seen = new Map<string, number>();
	return checks.map(({ file, text }) => {
		const same = `${file} ${text}`;
		const nth = (seen.get(same) ?? 0) + 1;
		seen.set(same, nth);
		return `${same} ${nth}`;
	});
}

export function readKnown(path: string): Known {
	if (!existsSync(path)) return new Map<string, Finding>();
	return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Finding>));
}

export function writeKnown(path: string, known: Known): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, JSON.stringify(Object.fromEntries(known), null, '\t'));
}
