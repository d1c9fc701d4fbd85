/** The cases of a cover space, as a worker would have written them on days gone by: made when somebody sets it up. */
import { addDays, addYears, type CivilDate } from '$lib/domain/civil-date';
import { STATUS } from '$lib/domain/case';
import type { Frame } from '$lib/domain/frame';
import type { CoverStep } from '$lib/vault';
import { freshCode } from './code.ts';

export interface CoverCase {
	readonly label: string;
	readonly next: string;
}

/** Cases that a cover space begins with. */
export const MOST_COVER_CASES = 5;
const HOURS_A_DAY = 24;
/** The first of them was made at most so long ago, and the last step written. */
const OLDEST_DAYS = 60;
const NEWEST_DAYS = 1;
const AHEAD_DAYS = 12;
const KEEP_YEARS = 2;

interface CoverChance {
	readonly random: (length: number) => Uint8Array;
	/** 0 to 1. */
	readonly chance: () => number;
	readonly today: CivilDate;
	/** Of the day, now. */
	readonly hour: number;
	/** In which cases are kept here: a cover space that lacked it would show what it is. */
	readonly frame: Frame | null;
}

/**
 * Each case is made on some day, and its next step written on a later one; by chance, in hours of work between nine and six. The oldest first.
 */
export function coverSteps(
	cases: readonly CoverCase[],
	{ random, chance, today, hour, frame }: CoverChance
): readonly CoverStep[] {
	const taken = new Set<string>();
	/** Hours ago of a moment between 9 and 18 h, so many days ago. */
	const at = (days: number) => days * HOURS_A_DAY + hour - (9 + 9 * chance());
	const steps = cases
		.filter(({ label }) => label.trim() !== '')
		.slice(0, MOST_COVER_CASES)
		.flatMap(({ label, next }, of): CoverStep[] => {
			const made = Math.round(OLDEST_DAYS / 4 + chance() * ((3 * OLDEST_DAYS) / 4));
			const later = Math.round(NEWEST_DAYS + chance() * (made / 2 - NEWEST_DAYS));
			const code = freshCode(random, taken);
			taken.add(code);
			const day = addDays(today, -made);
			return [
				{
					of,
					hoursAgo: at(made),
					edits: [
						{ path: 'code', value: code },
						{ path: 'status', value: STATUS },
						{ path: 'label', value: label.trim() },
						{ path: 'caseStatus', value: 'active' },
						{ path: 'openedMonth', value: day.slice(0, 7) },
						{ path: 'eraseOn', value: addYears(day, KEEP_YEARS) },
						...(frame ? [] : [{ path: 'trial', value: true }])
					]
				},
				...(next.trim() === ''
					? []
					: [
							{
								of,
								hoursAgo: at(later),
								edits: [
									{ path: 'nextAction', value: next.trim() },
									{ path: 'nextDate', value: addDays(today, 1 + Math.round(chance() * AHEAD_DAYS)) }
								]
							}
						])
			];
		});
	if (frame) steps.push({ of: null, hoursAgo: at(OLDEST_DAYS + 1), edits: [{ path: 'frame', value: { ...frame } }] });
	return steps.sort((a, b) => b.hoursAgo - a.hoursAgo);
}
