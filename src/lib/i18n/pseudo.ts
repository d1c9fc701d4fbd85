/** A catalog as it stands in `messages/`. */
export type Catalog = { readonly [key: string]: string | Catalog };

const ACCENTED: Readonly<Record<string, string>> = {
	a: 'á',
	e: 'ë',
	i: 'ï',
	o: 'ø',
	u: 'ü',
	c: 'ç',
	n: 'ñ',
	s: 'š',
	A: 'Å',
	E: 'É',
	I: 'Î',
	O: 'Ö',
	U: 'Û'
};

/** Accents every letter outside ICU braces, so that a word which stays plain was never in a catalog. */
export function pseudo(catalog: Catalog): Catalog {
	return Object.fromEntries(
		Object.entries(catalog).map(([key, value]) => [key, typeof value === 'string' ? accent(value) : pseudo(value)])
	);
}

function accent(message: string): string {
	let depth = 0;
	let out = '';
	for (const char of message) {
		if (char === '{') depth += 1;
		if (char === '}') depth -= 1;
		out += depth === 0 ? (ACCENTED[char] ?? char) : char;
	}
	return out;
}
