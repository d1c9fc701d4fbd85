/** What she is made to do: the chooser before the points of section F, and the purposes a case may keep. */
import type { Answers, ItemId } from './instrument.ts';

/** `unknown` opens every point; `other` (organ, forced marriage, adoption, surrogacy, enlistment) is never scored. */
export const FORMS = ['sexual', 'work', 'household', 'begging', 'crime', 'other', 'unknown'] as const;
export type Form = (typeof FORMS)[number];

export const ITEMS_OF_FORM: Readonly<Record<Form, readonly ItemId[]>> = {
	sexual: ['F1', 'F2'],
	work: ['F3', 'F4', 'F5'],
	household: ['F3', 'F4', 'F5', 'F6'],
	begging: ['F7'],
	crime: ['F8'],
	other: [],
	unknown: ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8']
};

/** The purposes of a case record, in the order in which one of them is handed to the permit interview. */
export const PURPOSES = ['sexual', 'labour', 'domestic', 'begging', 'criminal', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];

const SIGNS: Readonly<Record<Exclude<Purpose, 'other'>, readonly ItemId[]>> = {
	sexual: ['F1', 'F2'],
	labour: ['F3', 'F4', 'F5'],
	domestic: ['F6'],
	begging: ['F7'],
	criminal: ['F8']
};

/** Only what was answered `yes`; `other` is the unscored tick. */
export function purposesSaid(answers: Answers, forms: readonly Form[]): readonly Purpose[] {
	return PURPOSES.filter((purpose) =>
		purpose === 'other' ? forms.includes('other') : SIGNS[purpose].some((id) => answers[id] === 'yes')
	);
}
