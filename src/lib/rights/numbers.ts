/** The numbers in a text, in whatever digits. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0be6];

/** Every number, whatever digits it is written in; "116 006" is one. */
export function numbersOf(text: string): readonly string[] {
	return [...westernDigits(text).matchAll(/\d+(?:[ \u00a0\u202f]\d{3})*/g)]
		.map(([number]) => number.replace(/\D/g, ''))
		.sort();
}

function westernDigits(text: string): string {
	return text.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		const zero = ZEROS.find((start) => code >= start && code < start + 10);
		return zero === undefined ? digit : String(code - zero);
	});
}
