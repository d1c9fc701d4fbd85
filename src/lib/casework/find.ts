/** The list of cases: in which order, and which of them answer a search. Pure, over the index already in memory. */
import type { CaseFilter, Due, Sort } from '$lib/domain/case-view';
import { daysBetween, type CivilDate } from '$lib/domain/civil-date';
import { plain } from '$lib/domain/likeness';
import type { CaseSummary } from '$lib/vault';
import { dueDates } from './deadlines.ts';

const CLOSED: ReadonlySet<string> = new Set(['closed', 'closed-referred']);

export function isEnded({ status }: Pick<CaseSummary, 'status'>): boolean {
	return CLOSED.has(status);
}

/** What waits for an answer of this member first; then by the next date, then the latest touched; closed cases last. */
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
		return b.updatedAt - a.updatedAt || byId(a, b);
	});
}

const byId = (a: CaseSummary, b: CaseSummary) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** `next` is that of `inOrder`. `tag`: BCP 47, by which titles are sorted. */
export function sorted(
	cases: readonly CaseSummary[],
	sort: Sort,
	{ member, tag }: { readonly member: string | null; readonly tag: string }
): readonly CaseSummary[] {
	if (sort === 'next') return inOrder(cases, member);
	const collator = new Intl.Collator(tag, { numeric: true });
	const title = ({ label, code }: CaseSummary) => label || code;
	const by: Readonly<Record<Exclude<Sort, 'next'>, (a: CaseSummary, b: CaseSummary) => number>> = {
		touched: (a, b) => b.updatedAt - a.updatedAt,
		opened: (a, b) => b.createdAt - a.createdAt,
		title: (a, b) => collator.compare(title(a), title(b))
	};
	return [...cases].sort((a, b) => by[sort](a, b) || byId(a, b));
}

export function isFiltered({ status, due, tags, disputed }: CaseFilter): boolean {
	return status.length > 0 || due !== null || tags.length > 0 || disputed;
}

/** Those that every part of the filter lets through. */
export function filtered(
	cases: readonly CaseSummary[],
	{ status, due, tags, disputed }: CaseFilter,
	today: CivilDate
): readonly CaseSummary[] {
	const wanted: ReadonlySet<string> = new Set(status);
	return cases.filter(
		(summary) =>
			(wanted.size === 0 || wanted.has(summary.status)) &&
			(!disputed || summary.conflicts > 0) &&
			tags.every((tag) => summary.tags.includes(tag)) &&
			(due === null || isDue(summary, due, today))
	);
}

function isDue(summary: CaseSummary, due: Due, today: CivilDate): boolean {
	const days = dueDates(summary, today).map((date) => daysBetween(today, date));
	if (due === 'none') return days.length === 0;
	if (due === 'overdue') return days.some((left) => left < 0);
	return days.some((left) => left >= 0 && left <= (due === 'week' ? 7 : 30));
}

/** Every tag in use, those of most cases first. */
export function allTags(cases: readonly CaseSummary[]): readonly string[] {
	const counts = new Map<string, number>();
	for (const { tags } of cases) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
	return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([tag]) => tag);
}

/** With one more tag, tidied; as it was where it says nothing, or is there already but for accents and capitals. */
export function withTag(tags: readonly string[], typed: string): readonly string[] {
	const tag = typed.trim().replace(/\s+/g, ' ');
	return tag === '' || tags.some((one) => plain(one) === plain(tag)) ? tags : [...tags, tag];
}

/** A list prepared once, so that each key typed costs one pass over short texts. */
export interface Searchable {
	readonly summary: CaseSummary;
	readonly text: string;
}

/** `words`: what the list says of a case besides, as it stands on the screen. */
export function searchable(
	cases: readonly CaseSummary[],
	words: (summary: CaseSummary) => string = () => ''
): readonly Searchable[] {
	return cases.map((summary) => {
		const { code, label, tags, nextWhat, nextDate } = summary;
		return {
			summary,
			text: plain([code, label, ...tags, nextWhat ?? '', nextDate ?? '', words(summary)].join(' '))
		};
	});
}

/** Every word typed must be there, in any order, without regard to accents and capitals. */
export function find(list: readonly Searchable[], typed: string): readonly CaseSummary[] {
	const words = plain(typed).split(/\s+/).filter(Boolean);
	return list.filter(({ text }) => words.every((word) => text.includes(word))).map(({ summary }) => summary);
}
