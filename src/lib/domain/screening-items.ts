/** Answers to the points of a screening, kept in a case only where somebody has said what for. The points are the instrument's (`screening/`). */
import { parseCivilDate } from './civil-date.ts';
import { z } from './zod.ts';

export const SCREENING_ITEMS = [
	'A1',
	'A2',
	'A3',
	'A4',
	'A5',
	'A6-age',
	'A6-children',
	'B1',
	'B2',
	'B3',
	'C1',
	'C2',
	'C3',
	'D1',
	'D2',
	'D3',
	'D4',
	'E1',
	'E2',
	'E3',
	'E4',
	'E5',
	'E6',
	'E7',
	'E8',
	'E9',
	'F1',
	'F2',
	'F3',
	'F4',
	'F5',
	'F6',
	'F7',
	'F8',
	'W1',
	'W2'
] as const;
/** What was not raised is not there. */
export const SCREENING_ANSWERS = ['yes', 'unclear', 'no', 'declined'] as const;
export const KEEP_ITEMS_FOR = ['complaint', 'legal'] as const;

export const KeptItems = z.strictObject({
	/** Of the instrument. */
	version: z.string().check(z.regex(/^reperage-\d{1,3}\.\d{1,3}$/)),
	/** Of the talk. */
	date: z.string().check(z.refine((text) => parseCivilDate(text) !== null)),
	reason: z.enum(KEEP_ITEMS_FOR),
	answers: z.partialRecord(z.enum(SCREENING_ITEMS), z.enum(SCREENING_ANSWERS))
});
export type KeptItems = z.infer<typeof KeptItems>;

/** In the order of the instrument. */
export function answersIn({ answers }: KeptItems): readonly { readonly id: string; readonly answer: string }[] {
	return SCREENING_ITEMS.flatMap((id) => {
		const answer = answers[id];
		return answer ? [{ id, answer }] : [];
	});
}
