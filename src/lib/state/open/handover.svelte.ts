/**
 * Carries what was worked out in the open zone (screening, permit) to `/cases/new`, through the unlock screen.
 * Plain memory, read once; quick exit, lock and ten minutes empty it.
 */
import type { KeptItems } from '$lib/domain/screening-items';
import type { ScreeningRecord } from '$lib/screening';
import type { FactKey, Facts } from '$lib/law/facts';
import type { OutcomeId, Status } from '$lib/law/types';
import type { RightRead } from '$lib/rights/reading';
import { onForget } from './session.svelte.ts';

const KEPT_MS = 10 * 60_000;

/** Facts, date, rule set and outcomes: enough to replay the result later. */
export interface PermitHandover {
	readonly facts: Facts;
	readonly date: string;
	readonly ruleSet: string;
	readonly outcomes: readonly { readonly id: OutcomeId; readonly status: Status }[];
	/** Listed offences were spoken of and are deliberately not kept. */
	readonly lawyerAdvised: boolean;
}

export interface Handed {
	readonly screening?: ScreeningRecord;
	/** Answers to its points, with what they are kept for. */
	readonly items?: KeptItems | undefined;
	readonly permit?: PermitHandover;
	/** What was read of the rights, and how. */
	readonly reading?: readonly RightRead[];
	/** Facts for the permit interview, said in the screening or read from a case, with where they come from, and which to ask first. */
	readonly facts?: {
		readonly from: 'screening' | 'case' | 'urgent';
		readonly values: Facts;
		readonly ask?: FactKey;
	};
}

class Handover {
	#held = $state.raw<Handed>({});
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** What is waiting, without taking it. */
	get waiting(): Handed {
		return this.#held;
	}

	/** Adds to what is waiting and starts the ten minutes anew. */
	offer(part: Handed): void {
		this.#held = { ...this.#held, ...part };
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.empty();
		}, KEPT_MS);
	}

	/** Takes one thing out; a second reader finds nothing. */
	take<K extends keyof Handed>(key: K): Handed[K] {
		const { [key]: taken, ...rest } = this.#held;
		this.#held = rest;
		return taken;
	}

	empty(): void {
		clearTimeout(this.#timer);
		this.#held = {};
	}
}

export const handover = new Handover();
onForget(() => {
	handover.empty();
});
