/** What a case may keep of an interview: everything but the listed offences, which go in only when the worker ticks it. */
import type { Facts } from '$lib/law/facts';

export interface Kept {
	readonly facts: Facts;
	/** An offence was spoken of and left out: all a case says of it. */
	readonly lawyerAdvised: boolean;
}

export function kept(facts: Facts, withOffences: boolean): Kept {
	const { listedOffences, ...rest } = facts;
	if (withOffences) return { facts, lawyerAdvised: false };
	return { facts: rest, lawyerAdvised: listedOffences === true };
}
