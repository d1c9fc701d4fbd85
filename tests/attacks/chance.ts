/**
 * Chi-square of the byte values over 256 classes. Random bytes give about 255; above 400 once in ten million times.
 */
export function chiSquare(parts: readonly Uint8Array[]): number {
	const counts = new Array<number>(256).fill(0);
	let total = 0;
	for (const part of parts) {
		total += part.length;
		for (const byte of part) counts[byte]! += 1;
	}
	const expected = total / 256;
	return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
