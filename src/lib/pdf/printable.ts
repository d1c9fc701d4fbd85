/** Text in the letters that a PDF's own fonts have (WinAnsi); what they have not is put otherwise, and told. */

export interface Printed {
	readonly text: string;
	/** Letters that lost their marks, and what stands in their place. */
	readonly changed: readonly (readonly [sign: string, instead: string])[];
	/** What cannot be printed at all; a question mark stands in its place. */
	readonly missing: readonly string[];
}

const MISSING = '?';
/** Spaces and signs that look alike, and letters that no mark makes. */
const ALIKE: Readonly<Record<string, string>> = {
	'\u202f': '\u00a0',
	'\u2007': '\u00a0',
	'\u2009': ' ',
	'\u2011': '-',
	'\u2212': '-',
	'\t': '    ',
	'\r': '',
	'\u200b': '',
	'\u200c': '',
	'\u200d': '',
	'\ufeff': ''
};
const PLAIN: Readonly<Record<string, string>> = Object.fromEntries(
	[
		'đd',
		'ĐD',
		'łl',
		'ŁL',
		'ħh',
		'ĦH',
		'ıi',
		'ŋn',
		'ŊN',
		'ɛe',
		'ƐE',
		'ɔo',
		'ƆO',
		'əe',
		'ƏE',
		'ɗd',
		'ƊD',
		'ɓb',
		'ƁB',
		'ƙk',
		'ƘK',
		'ɲn',
		'ƝN',
		'ƴy',
		'ƳY',
		'ŧt',
		'ŦT'
	].map((pair) => [pair.slice(0, 1), pair.slice(1)])
);

/** `has`: the code points of the font. Lines stay lines. */
export function printable(text: string, has: ReadonlySet<number>): Printed {
	const changed = new Map<string, string>();
	const missing = new Set<string>();
	const covers = (signs: string) => Array.from(signs).every((sign) => has.has(sign.codePointAt(0) ?? 0));
	const written = Array.from(text.normalize('NFC'), (sign) => {
		const alike = ALIKE[sign] ?? sign;
		if (sign === '\n' || covers(alike)) return alike;
		const bare = Array.from(sign.normalize('NFKD').replace(/\p{M}/gu, ''), (one) => PLAIN[one] ?? one).join('');
		if (bare === '' && /\p{M}/u.test(sign)) return ''; // A mark whose letter has gone before it.
		if (bare !== '' && covers(bare)) {
			changed.set(sign, bare);
			return bare;
		}
		missing.add(sign);
		return MISSING;
	});
	return { text: written.join(''), changed: [...changed], missing: [...missing] };
}
