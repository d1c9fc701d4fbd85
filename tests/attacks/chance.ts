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

/** Even, and the same at every run (mulberry32). */
export function chanceFrom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}
