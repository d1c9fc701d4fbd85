/**
 * A chain as it is read: the team after each operation, as far as all of them hold. Where one is refused the chain ends; it
 * is never skipped. A chain that ends with an epoch due is unfinished: it is known, and nobody writes under its end.
 */
import type { SignedOperation } from '../sync/protocol/index.ts';
import { prove, type Primitives } from './prove.ts';
import { reduce, type Reason } from './reduce.ts';
import type { Parent } from './rule.ts';
import type { Key, Team } from './team.ts';

/** The team at each place. */
export type Chain = readonly Team[];

export interface Extended {
	readonly chain: Chain;
	/** The operation at which it ends, and why; `null` where all were taken. */
	readonly stopped: { readonly operation: SignedOperation; readonly reason: Reason } | null;
}

export async function extend(
	chain: Chain,
	operations: readonly SignedOperation[],
	primitives: Primitives,
	parent: Parent | null = null
): Promise<Extended> {
	const teams = [...chain];
	for (const operation of operations) {
		const team = teams.at(-1) ?? null;
		const step = reduce(team, await prove(team, operation, primitives), parent);
		if ('refused' in step) {
			// What comes again is there already.
			if (step.refused === 'replayed') continue;
			return { chain: teams, stopped: { operation, reason: step.refused } };
		}
		teams.push(step.team);
	}
	return { chain: teams, stopped: null };
}

/** The newest team under which something may be written; `null` before epoch 1. */
export function finished(chain: Chain): Team | null {
	return chain.findLast(({ due }) => due === null) ?? null;
}

/** The team that an entry or a circle names. */
export function teamAt(chain: Chain, n: number, hash: Key): Team | 'unknown' | 'foreign' {
	const team = chain[n];
	if (!team) return 'unknown';
	return team.places[n] === hash ? team : 'foreign';
}

/** A home space's chain, for its circles. */
export function asParent(chain: Chain): Parent | null {
	const newest = chain.at(-1);
	return newest ? { newest, at: (n, hash) => teamAt(chain, n, hash) } : null;
}
