/** What leaves the memo: facts for the permit interview, and the few lines a case may keep: an answer to a point only for a reason. */
import { SCREENING_ANSWERS, SCREENING_ITEMS, type KeptItems } from '$lib/domain/screening-items';
import { z } from '$lib/domain/zod';
import { PURPOSES, type Purpose } from './forms.ts';
import { ELEMENTS, INSTRUMENT_VERSION, type Answers } from './instrument.ts';
import { offersEmergency, type ScreeningResult } from './result.ts';
import { OUTCOMES } from './scoring.ts';

/** Keys and values of the permit interview's facts, of which these are a part. */
export interface SaidFacts {
	/** `null`: asked, unclear. */
	readonly dangerNow?: boolean | null;
	readonly ageDoubt?: boolean;
	readonly exploitation?: 'sexual' | 'labour' | 'begging' | 'crime' | 'other';
}

const EXPLOITATION = {
	sexual: 'sexual',
	labour: 'labour',
	domestic: 'labour',
	begging: 'begging',
	criminal: 'crime',
	other: 'other'
} as const satisfies Record<Purpose, SaidFacts['exploitation']>;

/**
 * Only what was said, never a legal conclusion: neither "victim" nor anything about a complaint.
 * With several forms the first of `PURPOSES` is handed on (sexual first: it opens the exit path); all stay in the record.
 * Age: "under 18, or in doubt" can only say that there is doubt, as no date of birth is asked.
 */
export function permitFacts(result: ScreeningResult): SaidFacts {
	const danger = dangerNow(result);
	const [purpose] = result.purposes;
	return {
		...(danger === undefined ? {} : { dangerNow: danger }),
		...(result.minorRule ? { ageDoubt: true } : result.age === 'no' ? { ageDoubt: false } : {}),
		...(purpose ? { exploitation: EXPLOITATION[purpose] } : {})
	};
}

/** `true` if one urgent sign was said, `null` if unclear, `false` only if each was asked and none of section A remains. */
function dangerNow(result: ScreeningResult): boolean | null | undefined {
	const urgent = result.danger.filter((sign) => offersEmergency(sign.id, sign.answer));
	if (urgent.some((sign) => sign.answer === 'yes')) return true;
	if (urgent.length > 0) return null;
	return result.noDanger ? false : undefined;
}

/** What a case keeps: the outcome and the elements it rests on, not the answers. */
export const ScreeningRecord = z.object({
	/** Version of the instrument. */
	version: z.string().check(z.regex(/^reperage-\d{1,3}\.\d{1,3}$/)),
	/** `YYYY-MM-DD` of the talk. */
	date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
	outcome: z.enum(OUTCOMES),
	/** Elements covered by concordant signs. */
	elements: z.array(z.enum(ELEMENTS)).check(z.maxLength(ELEMENTS.length)),
	minorRule: z.boolean(),
	/** A danger sign was answered yes or unclear; which one is not kept. */
	danger: z.boolean(),
	procuring: z.boolean(),
	purposes: z.array(z.enum(PURPOSES)).check(z.maxLength(PURPOSES.length)),
	/** The worker's concern remains. */
	concern: z.boolean()
});
export type ScreeningRecord = z.infer<typeof ScreeningRecord>;

/** @param date `YYYY-MM-DD`, the day of the talk. */
export function record(result: ScreeningResult, date: string): ScreeningRecord {
	return {
		version: result.version,
		date,
		outcome: result.outcome,
		elements: result.elements.filter(({ state }) => state === 'covered').map(({ element }) => element),
		minorRule: result.minorRule,
		danger: result.danger.length > 0,
		procuring: result.procuring,
		purposes: [...result.purposes],
		concern: result.concern
	};
}

/** Answers to the points that were raised, `null` where none was. @param date `YYYY-MM-DD`, the day of the talk. */
export function keptItems(answers: Answers, reason: KeptItems['reason'], date: string): KeptItems | null {
	const raised = SCREENING_ITEMS.flatMap((id) => {
		const answer = SCREENING_ANSWERS.find((one) => one === answers[id]);
		return answer ? [[id, answer] as const] : [];
	});
	return raised.length === 0
		? null
		: { version: INSTRUMENT_VERSION, date, reason, answers: Object.fromEntries(raised) };
}
