/** What has become of a permit result that a case holds: worked out again on another day, by the law of that day. */
import type { PermitRecord } from '$lib/domain/case';
import { parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import type { Facts } from '$lib/law';
import { OUTCOME_IDS, STATUSES, type OutcomeId, type Status } from '$lib/law/types';

export interface PermitChange {
	readonly id: OutcomeId;
	/** `null`: it was not, or is no more, among the outcomes. */
	readonly before: Status | null;
	readonly now: Status | null;
	/**
	 * `time`: on the day of the result it would still be as before. `rules`: other rules give it another status on that same day.
	 * `kept`: so do the same rules, from the answers that were kept, which are fewer or less exact than those given.
	 */
	readonly why: 'time' | 'rules' | 'kept';
}

/** The part of the law that is needed: the outcomes of these facts on a day. */
type AtDate = (facts: Facts, at: CivilDate) => readonly { readonly id: OutcomeId; readonly status: Status }[];

/**
 * Outcomes that are otherwise than in the record, in the order of the law, those included that are among them no more. One that another
 * version wrote in words of its own is left out. `ruleSet`: of `statuses`.
 */
export function permitChanges(
	record: PermitRecord,
	facts: Facts,
	today: CivilDate,
	{ statuses, ruleSet }: { readonly statuses: AtDate; readonly ruleSet: string }
): readonly PermitChange[] {
	const after = statusById(statuses(facts, today));
	const day = parseCivilDate(record.date);
	const then = day ? statusById(statuses(facts, day)) : after;
	const recorded = new Map(record.outcomes.map(({ id, status }) => [id, status]));
	return OUTCOME_IDS.flatMap((id) => {
		const said = recorded.get(id) ?? null;
		const before = STATUSES.find((status) => status === said) ?? null;
		const now = after.get(id) ?? null;
		if (before !== said || before === now) return [];
		const why = (then.get(id) ?? null) === before ? 'time' : ruleSet === record.ruleSet ? 'kept' : 'rules';
		return [{ id, before, now, why }];
	});
}

function statusById(all: ReturnType<AtDate>): ReadonlyMap<OutcomeId, Status> {
	return new Map(all.map(({ id, status }) => [id, status]));
}
