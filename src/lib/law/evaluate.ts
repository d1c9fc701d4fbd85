/** The façade: facts and a date in, a set of outcomes out, each with what decided it and what is still to be known. */
import type { CivilDate } from '../domain/civil-date.ts';
import { sampleAnswers } from './answers.ts';
import { decide, doubtsOf, factsOf, situationOf, type Decision } from './decisions.ts';
import { FACT_KEYS, isDateKey, type FactKey, type Facts } from './facts.ts';
import { rulesBroughtBy, RULES_IN_PLAY } from './outcome-rules.ts';
import { ACCOMPANIMENTS } from './outcomes.ts';
import { questionsAfter } from './questions.ts';
import { READINGS, type Situation } from './situation.ts';
import { isInForce, LAW_CHECKED_ON, RULE_SET, ruleById } from './sources/index.ts';
import { stalenessAt } from './staleness.ts';
import { OUTCOME_IDS, type Evaluation, type Outcome, type OutcomeId, type Reason, type Status } from './types.ts';

/** Facts that another act or the passing of time cannot change. */
const FIXED: ReadonlySet<FactKey> = new Set([
	'nationality',
	'birthDate',
	'ageDoubt',
	'familyOfEU',
	'factsInFrance',
	'frenchAuthor',
	'victim',
	'exploitation',
	'recognisedVictimAsMinor',
	'placedWithASEBefore16'
]);

/** Every outcome at a date, with all that explains it. `facts.today` is not looked at: the date is `at`. */
export function evaluate(facts: Facts, at: CivilDate): Evaluation {
	return {
		date: at,
		outcomes: outcomesAt(facts, at),
		nextQuestions: questionsAfter(facts, at),
		ruleSet: RULE_SET,
		checkedOn: LAW_CHECKED_ON,
		stale: stalenessAt(at)
	};
}

/** The outcomes of {@link evaluate} alone. */
export function outcomesAt(facts: Facts, at: CivilDate): readonly Outcome[] {
	const situation = situationOf(facts, at);
	const decisions = OUTCOME_IDS.map((id) => [id, decide(id, situation)] as const);
	const known = { facts, at, situation, others: alternativesTo(facts, at), obstacles: obstaclesIn(facts, at) };
	return decisions.flatMap(([id, decision]) =>
		decision.status === null ? [] : [outcome(id, decision.status, decision, known)]
	);
}

/** Only the statuses, for what is drawn while the interview runs. */
export function statuses(facts: Facts, at: CivilDate): readonly { readonly id: OutcomeId; readonly status: Status }[] {
	const situation = situationOf(facts, at);
	return OUTCOME_IDS.flatMap((id) => {
		const { status } = decide(id, situation);
		return status === null ? [] : [{ id, status }];
	});
}

interface Known {
	readonly facts: Facts;
	readonly at: CivilDate;
	readonly situation: Situation;
	readonly others: Alternatives;
	readonly obstacles: ReadonlyMap<OutcomeId, ReadonlySet<FactKey>>;
}

function outcome(id: OutcomeId, status: Status, decision: Decision, known: Known): Outcome {
	const { facts, at, situation } = known;
	const context = { facts, situation, status, at };
	const { steps, documents, deadlines } = ACCOMPANIMENTS[id];
	const deciding = decidingFacts(id, decision, known);
	const bearing = FACT_KEYS.filter((key) => isKnown(facts, key) && (deciding.has(key) || bearsOn(id, key, situation)));
	const reasons = bearing.map((fact): Reason => {
		const value = fact === 'today' ? at : (facts[fact] ?? null);
		return { fact, value, rules: rulesBroughtBy(id, fact, situation) };
	});
	const due = deadlines?.(context) ?? [];
	const doubts = doubtsOf(decision.unknown);
	const rules = unique([
		...reasons.flatMap((reason) => reason.rules),
		...RULES_IN_PLAY[id].always,
		...due.map(({ rule }) => rule),
		...doubts
	]).filter((rule) => isInForce(rule, at));
	return {
		id,
		status,
		reasons,
		rules,
		articles: unique(rules.flatMap((rule) => ruleById(rule)?.articles ?? [])),
		missing: missingFacts(decision.unknown, facts),
		doubts,
		deadlines: due,
		documents: documents?.(context) ?? [],
		steps: unique(steps(context).filter((step) => step !== false)),
		wouldChange: status === 'missing' ? changes(id, deciding, known) : []
	};
}

/** Facts behind names that are not known, in the order of `FACT_KEYS`. */
function missingFacts(unknown: readonly string[], facts: Facts): readonly FactKey[] {
	const keys = new Set(
		unknown.flatMap((name) => {
			const [first, ...others] = READINGS[name]?.keys ?? [];
			return first === undefined ? [] : [first, ...others.filter((key) => !isKnown(facts, key))];
		})
	);
	return FACT_KEYS.filter((key) => keys.has(key));
}

function isKnown(facts: Facts, key: FactKey): boolean {
	return facts[key] !== undefined && facts[key] !== null;
}

/** An answer that changes no status and yet brings rules into play, such as having been heard by the police. */
function bearsOn(id: OutcomeId, key: FactKey, situation: Situation): boolean {
	return !factsOf(id).includes(key) && rulesBroughtBy(id, key, situation).length > 0;
}

/** What each outcome would be with another answer to one of the known facts: outcome → fact → decisions. */
type Alternatives = ReadonlyMap<OutcomeId, ReadonlyMap<FactKey, readonly Decision[]>>;

/** Fact by fact, so that one situation serves every outcome that depends on it. */
function alternativesTo(facts: Facts, at: CivilDate): Alternatives {
	const found = new Map(OUTCOME_IDS.map((id) => [id, new Map<FactKey, Decision[]>()]));
	for (const key of FACT_KEYS.filter((known) => isKnown(facts, known))) {
		const dependent = OUTCOME_IDS.filter((id) => factsOf(id).includes(key));
		for (const answer of dependent.length > 0 ? sampleAnswers(key, at) : []) {
			const situation = situationOf({ ...facts, [key]: answer }, at);
			for (const id of dependent) {
				const decisions = found.get(id)?.get(key) ?? [];
				found.get(id)?.set(key, [...decisions, decide(id, situation)]);
			}
		}
	}
	return found;
}

/** Facts that alone already rule out `met`: outcome → facts. */
function obstaclesIn(facts: Facts, at: CivilDate): ReadonlyMap<OutcomeId, ReadonlySet<FactKey>> {
	const found = new Map(OUTCOME_IDS.map((id) => [id, new Set<FactKey>()]));
	for (const key of FACT_KEYS.filter((known) => isKnown(facts, known))) {
		const situation = situationOf({ [key]: facts[key] }, at);
		for (const id of OUTCOME_IDS) {
			if (factsOf(id).includes(key) && decide(id, situation).status === 'missing') found.get(id)?.add(key);
		}
	}
	return found;
}

/** Answers without which the outcome would read otherwise. */
function decidingFacts(id: OutcomeId, decision: Decision, { facts, at, others, obstacles }: Known): Set<FactKey> {
	const known = factsOf(id).filter((key) => isKnown(facts, key));
	const deciding = new Set(
		known.filter(
			(key) =>
				obstacles.get(id)?.has(key) || (others.get(id)?.get(key) ?? []).some((other) => !sameDecision(other, decision))
		)
	);
	// Where two answers each suffice, neither shows alone: take them in order until the status holds.
	for (const key of known) {
		if (decide(id, situationOf(only(facts, deciding), at)).status === decision.status) break;
		deciding.add(key);
	}
	return deciding;
}

/** Facts that can change and would then let the outcome open. */
function changes(id: OutcomeId, deciding: ReadonlySet<FactKey>, { others, obstacles }: Known): readonly FactKey[] {
	return FACT_KEYS.filter(
		(key) =>
			deciding.has(key) &&
			!FIXED.has(key) &&
			!isDateKey(key) &&
			(obstacles.get(id)?.has(key) ||
				(others.get(id)?.get(key) ?? []).some(({ status }) => status === 'met' || status === 'possible'))
	);
}

function only(facts: Facts, keys: ReadonlySet<FactKey>): Facts {
	return Object.fromEntries(Object.entries(facts).filter(([key]) => keys.has(key as FactKey)));
}

function sameDecision(a: Decision, b: Decision): boolean {
	return a.status === b.status && a.unknown.join() === b.unknown.join();
}

function unique<T>(list: readonly T[]): readonly T[] {
	return [...new Set(list)];
}
