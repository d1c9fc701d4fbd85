/** An expulsion order or a person held: what was handed over, when, where, and the time left to go to court. Plain memory, emptied like the rest. */
import { addDays, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import { appealDeadline, instantOf, type Confinement } from '$lib/law/deadlines';
import { timeZoneOf } from '$lib/law/departments';
import type { Facts } from '$lib/law/facts';
import type { RuleId } from '$lib/law/types';
import { onForget } from './session.svelte.ts';

/** `held`: nothing has been handed over yet, so no time runs; `unknown`: counted as the shortest. */
export const SITUATIONS = ['none', 'house-arrest', 'detention', 'prison', 'held', 'unknown'] as const;
export type Situation = (typeof SITUATIONS)[number];

export interface LastMoment {
	readonly date: CivilDate;
	/** `HH:MM` on the clock of the place; without it the whole day counts. */
	readonly time?: string | undefined;
	/** Milliseconds since 1970 when it is over. */
	readonly ends: number;
	readonly rule: RuleId;
	/** Read off the document rather than computed. */
	readonly printed: boolean;
}

class Urgent {
	situation = $state<Situation | null>(null);
	/** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm` on the clock of the place; empty while not known. */
	served = $state('');
	/** INSEE code; empty while not known. */
	department = $state('');
	/** The last day, or moment, printed on the document; it prevails. */
	printed = $state('');

	readonly zone: string = $derived(timeZoneOf(this.department));

	/** `null` while no time runs or the day is not known. */
	readonly lastMoment: LastMoment | null = $derived.by(() => {
		const { situation, served, zone } = this;
		if (situation === null || situation === 'held') return null;
		const computed = appealDeadline({
			notified: served,
			confinement: confinementOf(situation),
			department: this.department
		});
		const [day = '', hour] = this.printed.split('T');
		const printed = parseCivilDate(day);
		if (printed) {
			const rule = computed?.rule ?? 'LAW-T-APPEAL-1M';
			return { date: printed, time: hour, ends: endOf(printed, hour, zone), rule, printed: true };
		}
		if (!computed) return null;
		const { date, time, instant, rule } = computed;
		return { date, time, ends: instant ?? endOf(date, undefined, zone), rule, printed: false };
	});

	/** For the interview; what is not known is left out, to be asked there. */
	get facts(): Facts {
		const { situation, served, department } = this;
		return {
			...(served !== '' && situation !== 'held' ? { oqtfNotifiedDate: served } : {}),
			...(situation !== null && situation !== 'held' && situation !== 'unknown' ? { confinement: situation } : {}),
			...(department === '' ? {} : { department })
		};
	}

	forget(): void {
		this.situation = null;
		this.served = '';
		this.department = '';
		this.printed = '';
	}
}

function confinementOf(situation: Exclude<Situation, 'held'>): Confinement {
	return situation === 'unknown' ? 'detention' : situation;
}

/** A day without an hour ends at midnight on the clock of the place. */
function endOf(date: CivilDate, time: string | undefined, zone: string): number {
	return time ? instantOf(date, time, zone) : instantOf(addDays(date, 1), '00:00', zone);
}

export interface TimeLeft {
	readonly days: number;
	/** Of the day, or all of them where hours are what counts. */
	readonly hours: number;
	readonly minutes: number;
	readonly seconds: number;
}

/** What is left between two instants, nothing once it is over. With `inHours` days are told in hours: 48 h, not 2 days. */
export function timeLeft(ends: number, at: number, inHours: boolean): TimeLeft {
	const seconds = Math.max(0, Math.floor((ends - at) / 1000));
	const hours = Math.floor(seconds / 3600);
	const rest = { minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60 };
	return inHours ? { days: 0, hours, ...rest } : { days: Math.floor(hours / 24), hours: hours % 24, ...rest };
}

export const urgent = new Urgent();
onForget(() => {
	urgent.forget();
});
