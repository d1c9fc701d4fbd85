/** Telephone numbers in the texts of the rights: only those found in the law or on an official page go on paper or into a link. */
import { numbersOf } from './numbers.ts';

/** Named in the texts, and only read in a secondary source so far (certainty D of their `TEL-` rules). */
export const UNSURE_PHONES: readonly string[] = ['3919', '116006'];

/** Whether a sentence may go on paper. */
export function isPrinted(text: string): boolean {
	return !numbersOf(text).some((number) => UNSURE_PHONES.includes(number));
}
