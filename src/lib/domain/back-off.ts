/** How long a server that has failed is left alone (`docs/protocol.md`, 9.1). Times in milliseconds, `chance` from 0, to 1 and not 1. */

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 300_000;
/** A server asks to be left alone until the next day at most; above what a timer can count, a phone would ask without a pause. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** `spread`: the part by which it is longer or shorter at most. */
export function around(ms: number, spread: number, chance: number): number {
	return ms * (1 + spread * (2 * chance - 1));
}

export function pauseAfter(failures: number, waitSeconds: number | null, chance: number): number {
	const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
	return Math.max(around(pause, 0.5, chance), Math.min(LONGEST_WAIT_MS, (waitSeconds ?? 0) * 1000));
}
