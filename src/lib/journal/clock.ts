/**
 * Hybrid logical clock: wall-clock milliseconds with a counter, never running backwards, never led astray by a phone whose
 * clock is wrong. Order between devices is only a display default; causality (`over`) decides.
 */
export interface Hlc {
	/** Milliseconds since 1970, below 2^48. */
	readonly ms: number;
	/** Tells apart readings within a millisecond, below 2^16. */
	readonly n: number;
}

const MAX_MS = 2 ** 48 - 1;
const MAX_N = 2 ** 16 - 1;
/** A remote reading further ahead of our own clock than this is not followed. */
export const MAX_LEAD_MS = 24 * 60 * 60 * 1000;

export const EPOCH: Hlc = { ms: 0, n: 0 };

/** The next reading for a local event. `wall` in milliseconds since 1970. */
export function tick(last: Hlc, wall: number): Hlc {
	const ms = Math.min(Math.max(0, Math.floor(wall)), MAX_MS);
	if (ms > last.ms) return { ms, n: 0 };
	return last.n < MAX_N ? { ms: last.ms, n: last.n + 1 } : { ms: Math.min(last.ms + 1, MAX_MS), n: 0 };
}

/** What our clock becomes on seeing a remote reading. */
export function observe(last: Hlc, remote: Hlc, wall: number): Hlc {
	if (remote.ms > wall + MAX_LEAD_MS) return last;
	return compareHlc(remote, last) > 0 ? remote : last;
}

export function compareHlc(a: Hlc, b: Hlc): number {
	return a.ms - b.ms || a.n - b.n;
}

export function isHlc(value: unknown): value is readonly [number, number] {
	return (
		Array.isArray(value) &&
		value.length === 2 &&
		Number.isInteger(value[0]) &&
		value[0] >= 0 &&
		value[0] <= MAX_MS &&
		Number.isInteger(value[1]) &&
		value[1] >= 0 &&
		value[1] <= MAX_N
	);
}
