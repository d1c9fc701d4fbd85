/** Counters of a round in the words of the interface, in the order of the screen. */
import type { Counts } from '$lib/casework';
import { REFERRAL_TYPES } from '$lib/domain/case';
import { ALWAYS_COUNTED, type Counter } from '$lib/domain/rounds';
import { languages, type Named, type Translate } from '../parts/words.ts';

export const referralWords = (t: Translate, type: string): string => t(`cases.items.referrals.to.${type}`);

export const referralCounters = (t: Translate): readonly Named[] =>
	REFERRAL_TYPES.map((type) => ({ value: `to.${type}`, label: referralWords(t, type) }));

export const languageCounters = (t: Translate, tag: string): readonly Named[] =>
	languages(t, tag).map(({ value, label }) => ({ value: `in.${value}`, label }));

export const alwaysCounted = (t: Translate): readonly Named[] =>
	ALWAYS_COUNTED.map((value) => ({ value, label: t(`rounds.counter.${value}`) }));

/** What was counted, with its number. A language that is not known here goes by its code. */
export function countedWords(t: Translate, tag: string, counts: Counts): readonly (Named & { readonly n: number })[] {
	const known = [...alwaysCounted(t), ...languageCounters(t, tag), ...referralCounters(t)];
	const names = new Set(known.map(({ value }) => value));
	const others: Counter[] = Object.keys(counts).filter((counter) => !names.has(counter));
	const all = [...known, ...others.map((value) => ({ value, label: value.slice('in.'.length) }))];
	return all.flatMap((one) => {
		const n = counts[one.value];
		return n === undefined ? [] : [{ ...one, n }];
	});
}
