import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAttempts, encodeAttempts, NO_ATTEMPTS, oneMore, waitAfter, waitLeft } from './attempts.ts';

describe('the wait after wrong passphrases', () => {
	it('is nothing twice, then doubles up to a minute', () => {
		expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 50].map(waitAfter)).toEqual([
			0, 0, 0, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000
		]);
	});

	it('runs out by the clock, and is never longer than it was at first, even on a clock set back', () => {
		fc.assert(
			fc.property(fc.nat(60), fc.integer({ min: -1e9, max: 1e9 }), (wrong, shift) => {
				const left = waitLeft({ ...NO_ATTEMPTS, wrong, last: 1e12 }, 1e12 + shift);
				expect(left).toBeGreaterThanOrEqual(0);
				expect(left).toBeLessThanOrEqual(waitAfter(wrong));
				if (shift >= waitAfter(wrong)) expect(left).toBe(0);
				if (shift < 0) expect(left).toBe(waitAfter(wrong));
			})
		);
	});

	it('is kept in 16 bytes, whatever it says', () => {
		let attempts = NO_ATTEMPTS;
		for (let i = 0; i < 5; i++) {
			expect(encodeAttempts(attempts)).toHaveLength(16);
			expect(decodeAttempts(encodeAttempts(attempts))).toEqual(attempts);
			attempts = oneMore(attempts, 1_790_000_000_000 + i);
		}
		expect(decodeAttempts(new Uint8Array(3))).toEqual(NO_ATTEMPTS);
		expect(decodeAttempts(new Uint8Array(16).fill(255))).toEqual(NO_ATTEMPTS);
	});
});
