/** What was worked out or read in the open zone, perhaps while the vault was locked, and is to be kept in a case. */
import type { KeptItems } from '$lib/domain/screening-items';
import type { RightRead } from '$lib/rights/reading';
import type { ScreeningRecord } from '$lib/screening';
import type { PermitResult } from './permit.ts';

export interface Incoming {
	readonly screening?: ScreeningRecord | undefined;
	/** Answers to the points of the screening; nothing without it. */
	readonly items?: KeptItems | undefined;
	readonly permit?: PermitResult | undefined;
	readonly reading?: readonly RightRead[] | undefined;
}

/** Whether there is anything to keep. */
export function brings({ screening, permit, reading }: Incoming): boolean {
	return screening !== undefined || permit !== undefined || reading !== undefined;
}
