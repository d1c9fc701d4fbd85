/** A code laid out for the eye and the hand: its two fixed beginnings apart, then four signs at a time, four times a line. */
const BEGINNING = /^(REPIT\d+\.)(REPIT1)?/;
const GROUP = /.{1,4}/g;
const GROUPS_A_LINE = 4;

export function linesOf(text: string): readonly (readonly string[])[] {
	const [whole = '', ...beginnings] = BEGINNING.exec(text) ?? [];
	const groups: string[] = text.slice(whole.length).match(GROUP) ?? [];
	const first = beginnings.filter(Boolean);
	const lines: string[][] = first.length > 0 ? [first] : [];
	for (let i = 0; i < groups.length; i += GROUPS_A_LINE) lines.push(groups.slice(i, i + GROUPS_A_LINE));
	return lines;
}
