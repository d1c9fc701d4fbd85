/** What has become of a permit result that a case holds: worked out again on another day, by the law of that day. */
import type { PermitRecord } from '$lib/domain/case';
import { parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import { FACT_KEYS, type FactKey, type Facts } from '$lib/law/facts';
import { OUTCOME_IDS, STATUSES, type OutcomeId, type Status } from '$lib/law/types';

export interface PermitChange {
	readonly id: OutcomeId;
	/** `null`: it was not, or is no more, among the outcomes. */
	readonly before: Status | null;
	readonly now: Status | null;
	/**
	 * `answers`: the answers that were kept would give another status today. `time`: on the day of the result it would still be as before.
	 * `rules`: other rules give it another status on that same day. `kept`: so do the same rules, from the answers that were kept, which are
	 * fewer or less exact than those given.
	 */
	readonly why: 'answers' | 'time' | 'rules' | 'kept';
	/** Of `answers`: those that decide it. */
	readonly facts: readonly FactKey[];
}

/** The part of the law that is needed: the outcomes of these facts on a day. */
type AtDate = (facts: Facts, at: CivilDate) => readonly { readonly id: OutcomeId; readonly status: Status }[];

interface Today {
	readonly statuses: AtDate;
	/** Of `statuses`. */
	readonly ruleSet: string;
	/** What the case says by now; what was kept, unless given. */
	readonly answers?: Facts;
}

/**
 * Outcomes that are otherwise than in the record, in the order of the law, those included that are among them no more. One that another
 * version wrote in words of its own is left out. `kept`: the answers of the record.
 */
export function permitChanges(
	record: PermitRecord,
	kept: Facts,
	today: CivilDate,
	{ statuses, ruleSet, answers = kept }: Today
): readonly PermitChange[] {
	const [after, same] = [statusById(statuses(answers, today)), statusById(statuses(kept, today))];
	const day = parseCivilDate(record.date);
	const then = day ? statusById(statuses(kept, day)) : same;
	const recorded = new Map(record.outcomes.map(({ id, status }) => [id, status]));
	const reverted = lazily(() =>
		changedFacts(kept, answers).map((fact) => revert(fact, kept, answers, today, statuses))
	);
	return OUTCOME_IDS.flatMap((id): readonly PermitChange[] => {
		const said = recorded.get(id) ?? null;
		const before = STATUSES.find((status) => status === said) ?? null;
		const now = after.get(id) ?? null;
		if (before !== said || before === now) return [];
		if ((same.get(id) ?? null) !== now) {
			const facts = reverted()
				.filter(({ without }) => (without.get(id) ?? null) !== now)
				.map(({ fact }) => fact);
			return [{ id, before, now, why: 'answers', facts }];
		}
		const why = (then.get(id) ?? null) === before ? 'time' : ruleSet === record.ruleSet ? 'kept' : 'rules';
		return [{ id, before, now, why, facts: [] }];
	});
}

/** What the outcomes would be, had one fact stayed as it was kept. */
function revert(fact: FactKey, kept: Facts, answers: Facts, today: CivilDate, statuses: AtDate) {
	const { [fact]: _, ...rest } = answers;
	return { fact, without: statusById(statuses(fact in kept ? { ...rest, [fact]: kept[fact] } : rest, today)) };
}

export function changedFacts(kept: Facts, answers: Facts): readonly FactKey[] {
	return FACT_KEYS.filter((fact) => fact !== 'today' && kept[fact] !== answers[fact]);
}

function lazily<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

function statusById(all: ReturnType<AtDate>): ReadonlyMap<OutcomeId, Status> {
	return new Map(all.map(({ id, status }) => [id, status]));
}
