import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, EDGES, isUntouched, moved, newPage, turned, type Page } from './page.ts';

const blank = newPage(1, new Uint8Array(0));
const steps = fc.array(
	fc.oneof(
		fc.constantFrom('left' as const, 'right' as const).map((to) => (page: Page) => turned(page, to)),
		fc.tuple(fc.constantFrom(...EDGES), fc.integer({ min: -50, max: 200 })).map(
			([edge, to]) =>
				(page: Page) =>
					cutAt(page, edge, to)
		)
	)
);
const after = (done: readonly ((page: Page) => Page)[]) => done.reduce((page, step) => step(page), blank);

describe('a page', () => {
	it('turned four times is as it was, and so is one turned there and back', () => {
		fc.assert(
			fc.property(steps, (done) => {
				const page = after(done);
				const right = (one: Page) => turned(one, 'right');
				expect(right(right(right(right(page))))).toEqual(page);
				expect(turned(right(page), 'left')).toEqual(page);
			})
		);
	});

	it('takes what is cut off along when it is turned: what was at the left is at the top', () => {
		expect(turned(cutAt(blank, 'left', 20), 'right')).toMatchObject({ turn: 1, cut: { top: 20, left: 0 } });
	});

	it('is never cut away', () => {
		fc.assert(
			fc.property(steps, (done) => {
				const { top, right, bottom, left } = after(done).cut;
				expect(Math.min(top, right, bottom, left)).toBeGreaterThanOrEqual(0);
				expect(Math.max(top + bottom, left + right)).toBeLessThanOrEqual(90);
			})
		);
	});

	it('is untouched until it is turned or cut', () => {
		expect(isUntouched(blank)).toBe(true);
		expect(isUntouched(turned(blank, 'left'))).toBe(false);
		expect(isUntouched(cutAt(blank, 'top', 1))).toBe(false);
	});
});

describe('pages', () => {
	it('keep their number wherever one is moved to, and those at the ends stay', () => {
		const three = [1, 2, 3].map((id) => newPage(id, new Uint8Array(0)));
		const ids = (pages: readonly Page[]) => pages.map(({ id }) => id);
		expect(ids(moved(three, 0, 1))).toEqual([2, 1, 3]);
		expect(ids(moved(three, 2, -1))).toEqual([1, 3, 2]);
		expect(ids(moved(three, 0, -1))).toEqual([1, 2, 3]);
		expect(ids(moved(three, 2, 1))).toEqual([1, 2, 3]);
	});
});
