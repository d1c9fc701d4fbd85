/**
 * One station: requests come by chance (Poisson), each is worked on by the first of `servers` that is free, for a time drawn
 * from what was measured. Everything follows from the seed.
 */
import type { PerKind } from './load.ts';
import { KINDS, sum } from './load.ts';

export type Chance = () => number;

/** Numbers from 0 to 1, the same ones for a seed: mulberry32. */
export function chance(seed: number): Chance {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let x = Math.imul(state ^ (state >>> 15), state | 1);
		x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
		return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
	};
}

export interface Station {
	/** A second, of each kind. */
	readonly rates: PerKind<number>;
	/** Milliseconds, to draw from. */
	readonly times: PerKind<readonly number[]>;
	readonly servers: number;
}

/** Milliseconds from coming to going, of so many requests in turn. */
export function sojourns({ rates, times, servers }: Station, requests: number, draw: Chance): readonly number[] {
	const total = sum(rates);
	const free = new Float64Array(servers);
	const made: number[] = [];
	let now = 0;
	for (let i = 0; i < requests; i++) {
		now += (-Math.log(1 - draw()) / total) * 1000;
		const among = times[drawn(rates, total, draw)];
		const time = among[Math.floor(draw() * among.length)] ?? 0;
		let first = 0;
		for (let j = 1; j < servers; j++) if ((free[j] ?? 0) < (free[first] ?? 0)) first = j;
		const end = Math.max(now, free[first] ?? 0) + time;
		free[first] = end;
		made.push(end - now);
	}
	return made;
}

function drawn(rates: PerKind<number>, total: number, draw: Chance) {
	let left = draw() * total;
	for (const kind of KINDS) {
		left -= rates[kind];
		if (left < 0) return kind;
	}
	return KINDS[KINDS.length - 1] ?? 'news';
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
