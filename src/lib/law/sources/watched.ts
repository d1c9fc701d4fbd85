/**
 * Changes of law already announced: once the date has passed, what was read before it may be out of date, and the app
 * says so until a person has checked the rules again. The dates themselves are to be checked (certainty M).
 */
import { civilDate, type CivilDate } from '../../domain/civil-date.ts';
import type { RuleId } from './rules.ts';

export interface Watched {
	/** Its words: `messages/law/<locale>.json`, `check.watched.<id>`. */
	readonly id: string;
	readonly date: CivilDate;
	/** The rules it may change. */
	readonly rules: readonly RuleId[];
}

export const WATCHED = [
	{
		id: 'asylum-pact',
		date: civilDate('2026-06-12'),
		rules: [
			'LAW-ASYLUM-PATH',
			'LAW-ASYLUM-INFORM',
			'LAW-ASYLUM-2M',
			'LAW-ASYLUM-VULN',
			'LAW-ASYLUM-CUMUL',
			'LAW-MINOR-ASYLUM',
			'LAW-FAMILY-ASYLUM',
			'LAW-T-ASYLUM-OTHER'
		]
	},
	{
		id: 'directive-2024-1712',
		date: civilDate('2026-07-14'),
		rules: ['LAW-PEN-TRAFFICKING', 'LAW-PEN-TRAFFICKING-PENALTIES', 'LAW-PEN-CONSENT', 'LAW-OFFENCE-LIST']
	}
] as const satisfies readonly Watched[];
