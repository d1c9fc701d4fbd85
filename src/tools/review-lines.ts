/** A review as a maintainer reads it: what is approved in one line, each suggestion as a difference to apply by hand. */
export interface Item {
	readonly place: string;
	/** The words of today. */
	readonly now: string;
	/** Whether it was read on the words of today. */
	readonly current: boolean;
	readonly verdict: 'approved' | 'suggested';
	readonly suggestion?: string | undefined;
	readonly back?: string | undefined;
	readonly remark?: string | undefined;
}

export function linesOf(items: readonly Item[]): readonly string[] {
	return items.flatMap(({ place, now, current, verdict, suggestion, back, remark }) => [
		`${place}: ${verdict}${current ? '' : ', on words that have changed since: does not count'}`,
		...(suggestion === undefined ? [] : [`  - ${printable(now)}`, `  + ${printable(suggestion)}`]),
		...(back === undefined ? [] : [`  back into French: ${printable(back)}`]),
		...(remark === undefined ? [] : [`  remark: ${printable(remark)}`])
	]);
}

export function tally(items: readonly Item[]): string {
	const count = (verdict: Item['verdict']) => items.filter((item) => item.current && item.verdict === verdict).length;
	const old = items.filter((item) => !item.current).length;
	return `${count('approved')} approved, ${count('suggested')} suggested, ${old} on words that have changed since`;
}

/** On one line, and nothing in it that a terminal would obey. */
function printable(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ⏎ ').replace(/\p{Cc}/gu, '�');
}
