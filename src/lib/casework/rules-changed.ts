/** Kept permit results that older rules gave: which cases have one, what today's rules make of each, and that it was looked at. */
import type { PermitRecord } from '$lib/domain/case';
import type { CivilDate } from '$lib/domain/civil-date';
import type { Facts } from '$lib/law/facts';
import { RULE_SET } from '$lib/law/rule-set';
import type { OutcomeId, Status } from '$lib/law/types';
import type { CaseState, CaseSummary, Edit } from '$lib/vault';
import { answersOf, type Clock } from './case-facts.ts';
import { isEnded } from './find.ts';
import { permitChanges, type PermitChange } from './permit-now.ts';
import { keepNow, readPermit, replayFacts } from './permit.ts';
import { valueOf } from './values.ts';

/** The part of the law that is needed. */
type Statuses = (facts: Facts, at: CivilDate) => readonly { readonly id: OutcomeId; readonly status: Status }[];

export interface Reviewed {
	readonly state: CaseState;
	readonly facts: Facts;
	/** `null`: today's interview no longer takes the answers that were kept. */
	readonly changes: readonly PermitChange[] | null;
}

/** A result of newer rules, of a phone that has the new app already, is not for this one to look at. */
export function toLookAt(cases: readonly CaseSummary[]): readonly CaseSummary[] {
	return cases.filter((summary) => summary.permitRules !== null && summary.permitRules < RULE_SET && !isEnded(summary));
}

/** `null` where the case has no result that can be read. */
export function reviewOf(state: CaseState, clock: Clock, statuses: Statuses): Reviewed | null {
	const record = readPermit(valueOf(state.fields, 'permit'));
	if (!record) return null;
	const { facts } = answersOf(state.fields, clock);
	const kept = replayFacts(record);
	const law = { statuses, ruleSet: RULE_SET, answers: facts };
	return { state, facts, changes: kept && permitChanges(record, kept, clock.today, law) };
}

/** Keeps the new result, which is how a case counts as looked at. */
export function lookedAt({ state, facts }: Reviewed, { today }: Clock, statuses: Statuses): Edit {
	const record: PermitRecord | null = readPermit(valueOf(state.fields, 'permit'));
	const lawyerAdvised = record?.lawyerAdvised ?? false;
	return keepNow({ facts, date: today, ruleSet: RULE_SET, outcomes: statuses(facts, today), lawyerAdvised });
}
