/**
 * How much work a guess costs. Floor and ceiling are compiled in: a stored slot outside them is refused, so that nobody
 * who can write to the disk can make the vault cheap to open (floor: OWASP, 19 MiB and two passes).
 */
import type { Argon2Cost } from './suite.ts';

const MIB = 1024;
export const FLOOR: Argon2Cost = { m: 19 * MIB, t: 2 };
export const DEFAULT: Argon2Cost = { m: 32 * MIB, t: 3 };
export const CEILING: Argon2Cost = { m: 64 * MIB, t: 3 };

/** Milliseconds an unlock may take on this phone. */
const TOO_SLOW_MS = 2000;
const ROOM_FOR_MORE_MS = 500;

export function withinLimits(cost: Argon2Cost): boolean {
	return (
		Number.isInteger(cost.m) &&
		Number.isInteger(cost.t) &&
		cost.m >= FLOOR.m &&
		cost.m <= CEILING.m &&
		cost.t >= FLOOR.t &&
		cost.t <= CEILING.t
	);
}

/**
 * Chooses the cost from one timed pass over 32 MiB, `milliseconds`, or `null` when that much memory could not be had.
 * Time grows with memory × passes.
 */
export function calibrate(milliseconds: number | null): Argon2Cost {
	if (milliseconds === null || milliseconds * DEFAULT.t > TOO_SLOW_MS) return FLOOR;
	return milliseconds * (CEILING.m / DEFAULT.m) * CEILING.t <= ROOM_FOR_MORE_MS ? CEILING : DEFAULT;
}
