/** Sample answers to a fact, one of each kind that can lead to a different result: what "another answer" means for the engine. */
import { addDays, addMonths, addYears, type CivilDate } from '../domain/civil-date.ts';
import { CHOICES, isChoiceKey, isYesNoKey, type FactKey, type FactValue } from './facts.ts';

/** `at` is the date of the evaluation. Never `null`: not knowing is no answer. */
export function sampleAnswers(key: FactKey, at: CivilDate): readonly FactValue[] {
	if (isYesNoKey(key)) return [true, false];
	if (isChoiceKey(key)) return CHOICES[key];
	switch (key) {
		case 'nationality':
			return ['NG', 'DE', 'DZ', 'FR'];
		case 'department':
			return ['75', '974', '976'];
		case 'birthDate':
			return [addYears(at, -30), addYears(at, -18), addYears(at, -17), addYears(at, -14)];
		case 'reflectionReceiptDate':
			return [addDays(at, -5), addDays(at, -60)];
		case 'titleExpiry':
			return [addMonths(at, 8), addMonths(at, 1)];
		case 'applicationDate':
			return [addMonths(at, -1), addMonths(at, -5)];
		case 'oqtfNotifiedDate':
			return [at, addDays(at, -4), addDays(at, -15), addMonths(at, -2)];
		case 'exitPathDate':
		case 'asylumInformationDate':
			return [addDays(at, -5), addMonths(at, -4)];
		case 'today':
			return [];
	}
}
