/** Expectations in the words of the trade: `expect(result).toOpen('card')`, `.toMiss('card', 'linksBroken')`. */
import { expect } from 'vitest';
import type { FactKey } from '../../src/lib/law/facts.ts';
import type { Evaluation, OutcomeId, RuleId, Status } from '../../src/lib/law/types.ts';

interface LawMatchers<R> {
	/** The outcome is shown with this status. */
	toRead(id: OutcomeId, status: Status): R;
	/** Conditions appear met. */
	toOpen(id: OutcomeId): R;
	/** The outcome is not shown at all. */
	toLeaveOut(id: OutcomeId): R;
	/** The outcome waits for this fact. */
	toMiss(id: OutcomeId, fact: FactKey): R;
	/** Another answer to this fact would change it. */
	toChangeWith(id: OutcomeId, fact: FactKey): R;
	/** The outcome rests on this rule. */
	toRestOn(id: OutcomeId, rule: RuleId): R;
	/** The outcome carries this date. */
	toFallOn(id: OutcomeId, deadline: string, date: string): R;
	toAdvise(id: OutcomeId, step: string): R;
	toAskFor(id: OutcomeId, document: RuleId): R;
}

declare module 'vitest' {
	interface Matchers<R> extends LawMatchers<R> {
		/** Keeps the extension from being empty. */
		readonly law?: never;
	}
}

const find = (result: Evaluation, id: OutcomeId) => result.outcomes.find((outcome) => outcome.id === id);
const told = (result: Evaluation, id: OutcomeId, what: string, pass: boolean) => ({
	pass,
	message: () => `expected ${what}; got ${JSON.stringify(find(result, id) ?? `${id} is not shown`, null, 2)}`
});

expect.extend({
	toRead(result: Evaluation, id: OutcomeId, status: Status) {
		return told(result, id, `${id} to read ${status}`, find(result, id)?.status === status);
	},
	toOpen(result: Evaluation, id: OutcomeId) {
		return told(result, id, `${id} to be open`, find(result, id)?.status === 'met');
	},
	toLeaveOut(result: Evaluation, id: OutcomeId) {
		return told(result, id, `${id} to be left out`, find(result, id) === undefined);
	},
	toMiss(result: Evaluation, id: OutcomeId, fact: FactKey) {
		return told(result, id, `${id} to miss ${fact}`, find(result, id)?.missing.includes(fact) ?? false);
	},
	toChangeWith(result: Evaluation, id: OutcomeId, fact: FactKey) {
		return told(result, id, `${id} to change with ${fact}`, find(result, id)?.wouldChange.includes(fact) ?? false);
	},
	toRestOn(result: Evaluation, id: OutcomeId, rule: RuleId) {
		return told(result, id, `${id} to rest on ${rule}`, find(result, id)?.rules.includes(rule) ?? false);
	},
	toFallOn(result: Evaluation, id: OutcomeId, deadline: string, date: string) {
		const found = find(result, id)?.deadlines.some((due) => due.id === deadline && due.date === date) ?? false;
		return told(result, id, `${id} to carry ${deadline} on ${date}`, found);
	},
	toAdvise(result: Evaluation, id: OutcomeId, step: string) {
		return told(result, id, `${id} to advise ${step}`, find(result, id)?.steps.includes(step) ?? false);
	},
	toAskFor(result: Evaluation, id: OutcomeId, document: RuleId) {
		return told(result, id, `${id} to ask for ${document}`, find(result, id)?.documents.includes(document) ?? false);
	}
});
