/**
 * What a text that was scanned, pasted or typed is, seen from the screen that expects one kind of code. Typed by hand it is
 * judged at each sign: what can be told before the end is told at once.
 */
import { readCode, type Code, type CodeKind } from '$lib/sync/protocol';

export type Verdict<K extends CodeKind> =
	| { readonly kind: 'empty' | 'not-ours' | 'newer' }
	/** A sign that no code has, and the number it has among those typed, from 1. */
	| { readonly kind: 'sign'; readonly sign: string; readonly at: number }
	| { readonly kind: 'short'; readonly typed: number; readonly least: number }
	/** Long enough, and its checksum does not fit: a slip, or not yet its end. */
	| { readonly kind: 'slip' }
	| { readonly kind: 'other'; readonly given: CodeKind }
	| { readonly kind: 'right'; readonly code: Code<K> };

/** What a camera can come upon and that is worth a word. */
export type WrongCode = Extract<Verdict<CodeKind>['kind'], 'not-ours' | 'newer'> | CodeKind;

/** The shortest code of each kind, in signs. */
export const SHORTEST: Readonly<Record<CodeKind, number>> = { a: 191, b: 256, c: 135, h: 112 };
const KINDS = ['a', 'b', 'c', 'h'] as const satisfies readonly CodeKind[];
const BEGINNING = 'REPIT1.REPIT1';
const OTHER_VERSION = /^REPIT\d+\./;
const NO_SIGN = /[^QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]/u;

export function judge<K extends CodeKind>(expected: K, typed: string): Verdict<K> {
	const text = tidy(typed);
	if (text === '') return { kind: 'empty' };
	const begun = text.slice(0, BEGINNING.length);
	if (!BEGINNING.startsWith(begun)) return { kind: OTHER_VERSION.test(text) && !isOurs(text) ? 'newer' : 'not-ours' };
	const code = readCode(expected, text);
	if (code) return { kind: 'right', code };
	const given = KINDS.find((kind) => readCode(kind, text) !== null);
	if (given !== undefined) return { kind: 'other', given };
	const data = text.slice(BEGINNING.length);
	const wrong = NO_SIGN.exec(data);
	if (wrong) return { kind: 'sign', sign: wrong[0], at: BEGINNING.length + wrong.index + 1 };
	const least = SHORTEST[expected];
	return text.length < least ? { kind: 'short', typed: text.length, least } : { kind: 'slip' };
}

/** What a camera came upon, when it is not what was expected; `null` for what only a hand can produce. */
export function wrongCode(verdict: Verdict<CodeKind>): WrongCode | null {
	if (verdict.kind === 'other') return verdict.given;
	return verdict.kind === 'not-ours' || verdict.kind === 'newer' ? verdict.kind : null;
}

/**
 * Without spaces and hyphens, in capitals, an invitation's link without its address; and the signs that a hand takes for
 * others put right: no code has O, I, 1 or B after its beginning, and the checksum says whether the guess was good.
 */
function tidy(typed: string): string {
	const text = typed
		.slice(typed.lastIndexOf('#') + 1)
		.replaceAll(/[\s-]/g, '')
		.toUpperCase();
	if (!text.startsWith(BEGINNING)) return text;
	const data = text.slice(BEGINNING.length);
	return BEGINNING + data.replaceAll('O', '0').replaceAll(/[I1]/g, 'L').replaceAll('B', '8');
}

function isOurs(text: string): boolean {
	return text.startsWith(BEGINNING.slice(0, BEGINNING.indexOf('.') + 1));
}
