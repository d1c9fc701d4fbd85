/**
 * The one form of a passphrase before the key derivation, frozen by vectors: typed on any keyboard, with or without
 * accents, capitals or double spaces, the same words open the same vault.
 */
import { recoveryForm } from './recovery-code.ts';
import { randomBytes } from './suite.ts';
import type { Bytes } from './suite.ts';

/** Words of 2,048 each; six of them carry 66 bits. */
export const GENERATED_WORDS = 6;
/** A backup is out of our hands, and cheaper to guess at: 88 bits. */
export const BACKUP_WORDS = 8;
export const MIN_OWN_LENGTH = 14;
const WORD_BITS = 11;

export interface WordLists {
	readonly fr: readonly string[];
	readonly en: readonly string[];
}

const listWords = new WeakMap<WordLists, ReadonlySet<string>>();

/** The word lists of BIP 39, loaded only where a passphrase is made or typed. */
export async function loadWordLists(): Promise<WordLists> {
	const [fr, en] = await Promise.all([
		import('@scure/bip39/wordlists/french.js'),
		import('@scure/bip39/wordlists/english.js')
	]);
	return { fr: fr.wordlist.map((word) => word.normalize('NFC')), en: en.wordlist };
}

/** Words drawn evenly: 11 random bits each. */
export function generatePassphrase(
	list: readonly string[],
	random: (length: number) => Bytes = randomBytes,
	count = GENERATED_WORDS
): string {
	if (list.length !== 2 ** WORD_BITS) throw new Error('a word list has 2,048 words');
	const bytes = random(count * 2);
	const words = Array.from({ length: count }, (_, i) => {
		const index = (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)) & (2 ** WORD_BITS - 1);
		return list[index] ?? '';
	});
	bytes.fill(0);
	return words.join(' ');
}

/**
 * A recovery code, in its own one form; else NFKD, lower case, split on spaces and hyphens; if every word without its accents is in a shipped list, those words
 * joined by one space; otherwise NFC of the trimmed text, capitals kept. UTF-8.
 */
export function passphraseBytes(typed: string, lists: WordLists): Bytes {
	const text =
		recoveryForm(typed) ?? (isListed(typed, lists) ? piecesOf(typed).join(' ') : typed.normalize('NFC').trim());
	return new TextEncoder().encode(text);
}

/** Whether every word is one of a list: a generated passphrase, typed back. */
export function isListed(typed: string, lists: WordLists): boolean {
	const known = knownWords(lists);
	const words = piecesOf(typed);
	return words.length > 0 && words.every((word) => known.has(word));
}

/** What a keyboard may change in a listed word, taken away. */
function piecesOf(typed: string): readonly string[] {
	const pieces = typed
		.normalize('NFKD')
		.toLowerCase()
		.split(/[\s\-‐‑]+/u);
	return pieces.filter(Boolean).map(bare);
}

export type Strength = 'too-short' | 'weak' | 'fair' | 'strong';

/**
 * A plain estimate for a passphrase of one's own: length and variety, with runs and repeats counted once.
 * Listed words count 11 bits each, since that is what drawing them would give.
 */
export function strengthOf(typed: string, lists: WordLists): Strength {
	const text = typed.normalize('NFC').trim();
	const listed = isListed(text, lists);
	if (text.length < MIN_OWN_LENGTH) return 'too-short';
	const bits = listed
		? new Set(text.toLowerCase().split(/[\s-]+/u)).size * WORD_BITS
		: variedLength(text) * bitsPerCharacter(text);
	if (bits < 50) return 'weak';
	return bits < 64 ? 'fair' : 'strong';
}

function variedLength(text: string): number {
	let length = 0;
	let previous = 0;
	for (const character of text.toLowerCase()) {
		const code = character.codePointAt(0) ?? 0;
		if (Math.abs(code - previous) > 1) length += 1;
		previous = code;
	}
	return length;
}

function bitsPerCharacter(text: string): number {
	// A person's own sentence carries about 2 bits a letter; capitals, digits and signs within it add a little.
	const kinds = [/\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u].filter((kind) => kind.test(text)).length;
	return 2 + 0.5 * kinds;
}

function knownWords(lists: WordLists): ReadonlySet<string> {
	let known = listWords.get(lists);
	if (!known) {
		known = new Set([...lists.fr, ...lists.en].map((word) => bare(word.normalize('NFKD').toLowerCase())));
		listWords.set(lists, known);
	}
	return known;
}

function bare(word: string): string {
	return word.replace(/\p{M}+/gu, '');
}
