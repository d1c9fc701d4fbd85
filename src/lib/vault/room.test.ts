import { describe, expect, it } from 'vitest';
import { RESERVE, room } from './room.ts';

describe('room for a file', () => {
	it('is there while what is kept back for text stays free', () => {
		expect(room(RESERVE + 5, 5)).toBe(true);
		expect(room(RESERVE + 5, 6)).toBe(false);
		expect(room(0, 1)).toBe(false);
		expect(room(-1, 0)).toBe(false);
	});

	it('is tried where the browser does not say how much there is', () => {
		expect(room(null, 2 ** 30)).toBe(true);
	});
});
