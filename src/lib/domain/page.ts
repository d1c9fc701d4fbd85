/** Pages of a document before it is kept: each a picture, turned by quarters and cut at its edges, in an order. */

export const EDGES = ['top', 'right', 'bottom', 'left'] as const;
export type Edge = (typeof EDGES)[number];
/** What is cut off at each edge of the turned picture, in hundredths of its height or width. */
export type Cut = Readonly<Record<Edge, number>>;
export const UNCUT: Cut = { top: 0, right: 0, bottom: 0, left: 0 };

export interface Page {
	/** Tells it from the others, wherever it stands. */
	readonly id: number;
	/** As it was taken. */
	readonly picture: Uint8Array<ArrayBuffer>;
	/** Quarters to the right. */
	readonly turn: number;
	readonly cut: Cut;
}

export const MAX_PAGES = 20;
/** Of a picture, what stays at least. */
const LEAST = 10;
const OPPOSITE: Readonly<Record<Edge, Edge>> = { top: 'bottom', right: 'left', bottom: 'top', left: 'right' };

export const newPage = (id: number, picture: Uint8Array<ArrayBuffer>): Page => ({ id, picture, turn: 0, cut: UNCUT });

export const isUntouched = ({ turn, cut }: Page): boolean => turn === 0 && EDGES.every((edge) => cut[edge] === 0);

/** What was cut off stays so, at the edge where it is now. */
export function turned(page: Page, to: 'left' | 'right'): Page {
	const { top, right, bottom, left } = page.cut;
	return to === 'right'
		? { ...page, turn: (page.turn + 1) % 4, cut: { top: left, right: top, bottom: right, left: bottom } }
		: { ...page, turn: (page.turn + 3) % 4, cut: { top: right, right: bottom, bottom: left, left: top } };
}

export function cutAt(page: Page, edge: Edge, hundredths: number): Page {
	const most = 100 - LEAST - page.cut[OPPOSITE[edge]];
	return { ...page, cut: { ...page.cut, [edge]: Math.min(most, Math.max(0, Math.round(hundredths))) } };
}

/** One place towards the front or the back, where there is one. */
export function moved(pages: readonly Page[], at: number, by: -1 | 1): readonly Page[] {
	const [one, other] = [pages[at], pages[at + by]];
	return one && other ? pages.with(at, other).with(at + by, one) : pages;
}
