/** What two cases of one person have in common, without the names themselves: marks of four bytes, in the sealed index and in memory. */

/** Without accents and capitals, as words are compared. */
export function plain(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();
}

/** Of a full name, in whichever order it was written; 0 where a part is missing. */
export function nameMark(given: string | null, family: string | null): number {
	if (!given?.trim() || !family?.trim()) return 0;
	return markOf(plain(`${given} ${family}`).split(/\s+/).filter(Boolean).sort().join(' '));
}

/** Of a day of birth; 0 where there is none. */
export function bornMark(day: string | null): number {
	return day ? markOf(day) : 0;
}

/** FNV-1a, 32 bits: tells most apart, and hides nothing from whoever tries every name. Never 0. */
function markOf(text: string): number {
	let mark = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) mark = Math.imul(mark ^ byte, 0x01000193);
	return mark >>> 0 || 1;
}
