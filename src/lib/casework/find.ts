/** The list of cases: in which order, and which of them answer a search. Pure, over the index already in memory. */
import type { CaseSummary } from '$lib/vault';

const CLOSED: ReadonlySet<string> = new Set(['closed', 'closed-referred']);

export function isEnded({ status }: Pick<CaseSummary, 'status'>): boolean {
	return CLOSED.has(status);
}

/** What waits for an answer of this member first; then by the next date, then the latest touched; closed cases last. The same on every phone. */
export function inOrder(cases: readonly CaseSummary[], member: string | null = null): readonly CaseSummary[] {
	const waits = ({ handedTo }: CaseSummary) => Number(handedTo !== null && handedTo === member);
	return [...cases].sort((a, b) => {
		if (waits(a) !== waits(b)) return waits(b) - waits(a);
		const closed = Number(isEnded(a)) - Number(isEnded(b));
		if (closed !== 0) return closed;
		if (a.nextDate !== b.nextDate) {
			if (a.nextDate === null) return 1;
			if (b.nextDate === null) return -1;
			return a.nextDate < b.nextDate ? -1 : 1;
		}
		return b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1);
	});
}

/** A list prepared once, so that each key typed costs one pass over short texts. */
export interface Searchable {
	readonly summary: CaseSummary;
	readonly text: string;
}

export function searchable(cases: readonly CaseSummary[]): readonly Searchable[] {
	return cases.map((summary) => ({
		summary,
		text: plain(`${summary.code} ${summary.label} ${summary.nextWhat ?? ''} ${summary.nextDate ?? ''}`)
	}));
}

/** Every word typed must be there, in any order, without regard to accents and capitals. */
export function find(list: readonly Searchable[], typed: string): readonly CaseSummary[] {
	const words = plain(typed).split(/\s+/).filter(Boolean);
	return list.filter(({ text }) => words.every((word) => text.includes(word))).map(({ summary }) => summary);
}

function plain(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();
}
