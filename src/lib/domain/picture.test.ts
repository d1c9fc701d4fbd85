import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPicture, isTooManyDots } from './picture.ts';

const bytes = (...parts: (string | readonly number[])[]) =>
	Uint8Array.from(
		parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (sign) => sign.charCodeAt(0)) : part))
	);
const high = (n: number, size: number) => Array.from({ length: size }, (_, i) => (n >>> (8 * (size - 1 - i))) & 255);
const low = (n: number, size: number) => [...high(n, size)].reverse();
const frame = (w: number, h: number) => [0xff, 0xc2, 0, 11, 8, ...high(h, 2), ...high(w, 2), 1, 1, 0x11, 0];

const SIZED: Readonly<Record<string, (w: number, h: number) => Uint8Array>> = {
	PNG: (w, h) => bytes('\x89PNG\r\n\x1a\n', high(13, 4), 'IHDR', high(w, 4), high(h, 4)),
	GIF: (w, h) => bytes('GIF89a', low(w, 2), low(h, 2)),
	BMP: (w, h) => bytes('BM', low(0, 16), low(w, 4), low(-h, 4)),
	'WebP, extended': (w, h) => bytes('RIFF', low(0, 4), 'WEBPVP8X', low(10, 4), low(0, 4), low(w - 1, 3), low(h - 1, 3)),
	'WebP, lossy': (w, h) => bytes('RIFF', low(0, 4), 'WEBPVP8 ', low(0, 10), low(w, 2), low(h, 2)),
	'WebP, lossless': (w, h) =>
		bytes('RIFF', low(0, 4), 'WEBPVP8L', low(0, 4), [0x2f], low((w - 1) | ((h - 1) << 14), 4)),
	'JPEG after a segment': (w, h) => bytes([0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4], frame(w, h))
};

describe('a picture', () => {
	it.each(Object.entries(SIZED))('%s says how many dots it has', (_, make) => {
		expect(isPicture(make(4000, 3000))).toBe(true);
		expect(isTooManyDots(make(4000, 3000))).toBe(false);
		expect(isTooManyDots(make(16_000, 4001))).toBe(true);
	});

	it('as large as its form can say is too large', () => {
		expect(isTooManyDots(SIZED['PNG']!(0xffffffff, 0xffffffff))).toBe(true);
		expect(isTooManyDots(SIZED['GIF']!(0xffff, 0xffff))).toBe(true);
	});

	it('of whatever bytes is answered for, and at once', () => {
		const heads = [...Object.values(SIZED).map((make) => make(9, 9)), bytes('<svg'), bytes('RIFF1234WEBPXXXX')];
		fc.assert(
			fc.property(fc.constantFrom(...heads), fc.nat(40), fc.uint8Array({ maxLength: 200 }), (head, cut, rest) => {
				expect(typeof isTooManyDots(bytes([...head.subarray(0, cut)], [...rest]))).toBe('boolean');
			})
		);
	});

	it('is none that is a text', () => {
		for (const text of ['<svg xmlns="', '<?xml versio', '<!DOCTYPE ht', '%PDF-1.7', 'PK\x03\x04'])
			expect(isPicture(bytes(text))).toBe(false);
	});
});
