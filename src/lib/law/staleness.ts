/** Whether the last check of the rules can still be relied on. */
import { addMonths, type CivilDate } from '../domain/civil-date.ts';
import { LAW_CHECKED_ON, WATCHED } from './sources/index.ts';

const MONTHS_RELIED_ON = 6;

/**
 * Why the check of `checkedOn` is too old at `date`; empty while it is fresh. Reasons are `older-than-6-months` and
 * `watched:<id>` for each announced change of law that has come due since; their words stand in
 * `messages/law/<locale>.json` under `check.reasons`.
 */
export function stalenessAt(date: CivilDate, checkedOn: CivilDate = LAW_CHECKED_ON): readonly string[] {
	const old = date > addMonths(checkedOn, MONTHS_RELIED_ON) ? ['older-than-6-months'] : [];
	const due = WATCHED.filter((change) => change.date > checkedOn && change.date <= date);
	return [...old, ...due.map(({ id }) => `watched:${id}`)];
}
