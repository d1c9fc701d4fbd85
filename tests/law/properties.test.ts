/** What must hold whatever is answered, against the naive evaluator. `SOAK=1` runs it long. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { civilDate, type CivilDate } from '../../src/lib/domain/civil-date.ts';
import { sampleAnswers } from '../../src/lib/law/answers.ts';
import { decide, factsOf, namesOf, situationOf } from '../../src/lib/law/decisions.ts';
import { evaluate, outcomesAt, statuses } from '../../src/lib/law/evaluate.ts';
import { territoryOf } from '../../src/lib/law/departments.ts';
import { FACT_KEYS, parseFacts, type FactKey, type Facts } from '../../src/lib/law/facts.ts';
import { bestQuestion } from '../../src/lib/law/questions.ts';
import { OUTCOME_IDS, type OutcomeId } from '../../src/lib/law/types.ts';
import { verdicts, type Doubts } from './naive.ts';

vi.setConfig({ testTimeout: 600_000 }); // one property is hundreds of evaluations, on a machine that may be busy

const RUNS = process.env['SOAK'] ? 20_000 : 200;
const TODAY = civilDate('2026-11-24');
const DOUBTS: Readonly<Record<string, keyof Doubts>> = {
	'doute Algérie': 'algeria',
	'doute famille': 'family',
	'doute second délai': 'second-period',
	'doute durée ADA': 'ada',
	'doute hébergement': 'shelter'
};
const KEYS = FACT_KEYS.filter((key) => key !== 'today' && key !== 'witness');
const doubtsOf = (id: OutcomeId) => namesOf(id).flatMap((name) => DOUBTS[name] ?? []);

/** Consistent answers to some of the facts, the others not asked or not known. */
function someFacts(known: number, keys: readonly FactKey[] = KEYS): fc.Arbitrary<Facts> {
	return fc
		.tuple(
			...keys.map((key) =>
				fc.oneof(
					{ weight: known, arbitrary: fc.constantFrom(...sampleAnswers(key, TODAY)) },
					{ weight: 1, arbitrary: fc.constantFrom(null, undefined) }
				)
			)
		)
		.map(
			(values) =>
				Object.fromEntries(
					keys.map((key, index) => [key, values[index]]).filter(([, value]) => value !== undefined)
				) as object
		)
		.filter((facts) => parseFacts(facts).ok && !european(facts))
		.map((facts) => facts as Facts);
}

/** Europeans with a card of this procedure do not exist. */
function european(facts: Facts): boolean {
	const outside = facts.nationality === 'FR' || facts.nationality === 'DE';
	return outside && ((facts.title ?? 'none') !== 'none' || (facts.reflection ?? 'none') !== 'none');
}

/** A department elsewhere takes the territory's place: that is not learned, it is corrected. */
function overrides({ department, territory }: Facts): boolean {
	return Boolean(department && territory && territoryOf(department) !== territory);
}

describe('for each outcome', () => {
	it.each(OUTCOME_IDS)('%s says what the completions of the unknowns share', (id) => {
		let compared = 0;
		fc.assert(
			fc.property(someFacts(4, factsOf(id)), (facts) => {
				const set = verdicts(id, facts, factsOf(id), doubtsOf(id), TODAY, 6000);
				if (!set || set.size === 0) return;
				compared += 1;
				const { status } = decide(id, situationOf(facts, TODAY));
				const seen = [...set].map(String).sort().join('|');
				const only = set.size === 1 ? [...set][0] : undefined;
				if (status === 'met' || status === 'blocked') expect(seen, status).toBe(status);
				else if (status === 'possible') {
					expect(set.has('met'), `possible, yet never met: ${seen}`).toBe(true);
					expect(set.size, 'possible, yet always met').toBeGreaterThan(1);
				} else if (status === 'missing' || status === 'late')
					expect(set.has('met'), `${status}, yet may be met: ${seen}`).toBe(false);
				else expect(set.has('met') || set.has('missing'), `not shown, yet ${seen}`).toBe(false);
				if (only === 'met' || only === 'blocked' || only === 'late') expect(status).toBe(only);
			}),
			{ numRuns: RUNS }
		);
		expect(compared).toBeGreaterThan(RUNS / 20);
	});
});

describe('learning a fact', () => {
	it('never changes what was met or blocked', () => {
		fc.assert(
			fc.property(someFacts(2), fc.nat(), (facts, pick) => {
				const open = KEYS.filter((key) => (facts[key] === undefined || facts[key] === null) && !undoes(key, facts));
				const key = open[pick % Math.max(1, open.length)];
				if (!key) return;
				const before = settled(facts);
				for (const answer of sampleAnswers(key, TODAY)) {
					const more = { ...facts, [key]: answer };
					if (!parseFacts(more).ok || european(more) || overrides(more)) continue;
					const after = statusesOf(more);
					for (const [id, status] of before) expect(after.get(id), `${id} after ${key}`).toBe(status);
				}
			}),
			{ numRuns: RUNS }
		);
	});

	it('gives the same result in any order', () => {
		fc.assert(
			fc.property(someFacts(3), fc.func(fc.nat()), (facts, order) => {
				const shuffled = Object.entries(facts).sort(([a], [b]) => order(a) - order(b));
				expect(evaluate(Object.fromEntries(shuffled), TODAY)).toEqual(evaluate(facts, TODAY));
			}),
			{ numRuns: RUNS / 40 }
		);
	});
});

describe('a question', () => {
	it('is offered only if two of its answers lead to different results', () => {
		fc.assert(
			fc.property(someFacts(1), (facts) => {
				for (const key of evaluate(facts, TODAY).nextQuestions) {
					expect(facts[key], `${key} was asked already`).toBeUndefined();
					const [first, ...others] = sampleAnswers(key, TODAY).map((answer) => ({ ...facts, [key]: answer }));
					const before = seen(first ?? {}, TODAY);
					expect(
						others.some((other) => seen(other, TODAY) !== before),
						key
					).toBe(true);
				}
			}),
			{ numRuns: RUNS / 40 }
		);
	});

	it('is the first of those offered, and the interview ends', () => {
		fc.assert(
			fc.property(someFacts(1), (facts) => {
				expect(bestQuestion(facts, TODAY)).toBe(evaluate(facts, TODAY).nextQuestions[0] ?? null);
				let answered: Facts = {};
				for (let step = 0; ; step += 1) {
					expect(step).toBeLessThan(KEYS.length + 1);
					const key = bestQuestion(answered, TODAY);
					if (!key) break;
					answered = { ...answered, [key]: facts[key] ?? null };
				}
			}),
			{ numRuns: RUNS / 40 }
		);
	});
});

describe('the order of display', () => {
	it('is fixed, safety first', () => {
		fc.assert(
			fc.property(someFacts(2), (facts) => {
				const shown = statuses(facts, TODAY).map(({ id }) => OUTCOME_IDS.indexOf(id));
				expect(shown).toEqual([...shown].sort((a, b) => a - b));
			}),
			{ numRuns: RUNS }
		);
	});
});

function statusesOf(facts: Facts): Map<OutcomeId, string> {
	return new Map(statuses(facts, TODAY).map(({ id, status }) => [id, status]));
}

function settled(facts: Facts): [OutcomeId, string][] {
	return [...statusesOf(facts)].filter(([, status]) => status === 'met' || status === 'blocked');
}

/** An answer that undoes an earlier one is a correction, not new knowledge (`naive.ts`). */
function undoes(key: FactKey, facts: Facts): boolean {
	if (key === 'civilClaimOnly' || key === 'complaintFalse')
		return facts.complaint === true || typeof facts.complaintOffence === 'string';
	if (key === 'title') return statusesOf(facts).get('not-yet') === 'met';
	return (key === 'birthDate' && facts.ageDoubt === false) || (key === 'ageDoubt' && !!facts.birthDate);
}

/** All that a worker sees, apart from the reasons. */
function seen(facts: Facts, at: CivilDate): string {
	return JSON.stringify(outcomesAt(facts, at).map(({ reasons: _, rules: __, articles: ___, ...rest }) => rest));
}

describe('what an outcome lists', () => {
	it('stands there once', () => {
		fc.assert(
			fc.property(someFacts(4), (facts) => {
				for (const { reasons, ...outcome } of outcomesAt(facts, TODAY)) {
					const { rules, articles, missing, doubts, documents, steps, wouldChange } = outcome;
					const lists = [
						rules,
						articles,
						missing,
						doubts,
						documents,
						steps,
						wouldChange,
						reasons.map(({ fact }) => fact)
					];
					for (const list of lists) expect(new Set(list).size, outcome.id).toBe(list.length);
				}
			}),
			{ numRuns: RUNS }
		);
	});

	it('so does the advice to see a lawyer where a written decision speaks of public order', () => {
		const card = outcomesAt({ threatToPublicOrder: true }, TODAY).find(({ id }) => id === 'card');
		expect(card?.steps.filter((step) => step === 'see-lawyer')).toHaveLength(1);
	});
});
