/** What has become of a permit result that a case holds: worked out again on another day, by the law of that day. */
import type { PermitRecord } from '$lib/domain/case';
import type { CivilDate } from '$lib/domain/civil-date';
import { parseCivilDate } from '$lib/domain/civil-date';
import type { Facts } from '$lib/law';
import type { OutcomeId, Status } from '$lib/law/types';

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

type Statuses = readonly { readonly id: string; readonly status: string }[];
/** The part of the law that is needed: the outcomes of these facts on a day. */
type AtDate = (facts: Facts, at: CivilDate) => readonly { readonly id: OutcomeId; readonly status: Status }[];

/** Outcomes that are otherwise than in the record, in the order of the law. `ruleSet`: of `statuses`. */
export function permitChanges(
	record: PermitRecord,
	facts: Facts,
	today: CivilDate,
	{ statuses, ruleSet }: { readonly statuses: AtDate; readonly ruleSet: string }
): readonly PermitChange[] {
	const now = statuses(facts, today);
	const day = parseCivilDate(record.date);
	const then = day ? statuses(facts, day) : now;
	const ids = new Set([...now, ...then].map(({ id }) => id));
	return [...ids].flatMap((id) => {
		const [before, again, after] = [record.outcomes, then, now].map((all) => statusIn(all, id));
		if (before === after) return [];
		const why = again === before ? 'time' : ruleSet === record.ruleSet ? 'kept' : 'rules';
		return [{ id, before: before as Status | null, now: after as Status | null, why }];
	});
}

function statusIn(all: Statuses, id: string): string | null {
	return all.find((one) => one.id === id)?.status ?? null;
}
