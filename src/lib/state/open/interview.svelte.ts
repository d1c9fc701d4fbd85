/**
 * The permit interview under way: answers in plain memory, the way back, what the rules make of it. Emptied by quick exit,
 * lock and "start over". The browser's history learns a place (a number), never an answer.
 */
import { wallClock } from '$lib/law/deadlines';
import { timeZoneOf } from '$lib/law/departments';
import type { FactKey, Facts } from '$lib/law/facts';
import type { Evaluation, Outcome, OutcomeId } from '$lib/law/types';
import type { CivilDate } from '$lib/domain/civil-date';
import { now } from '$lib/platform/clock';
import { inIdleMoments } from '$lib/platform/idle';
import { brought, factsOf, record, type Given, type Origin } from './answers.ts';
import { onForget } from './session.svelte.ts';

export type View = 'question' | 'answers' | 'result';

export interface Place {
	/** Which of the questions visited, from 0. */
	readonly at: number;
	readonly view: View;
}

/** The part of the law the interview calls; a chunk of its own, loaded after the first paint. */
export interface Law {
	evaluate(facts: Facts, date: CivilDate): Evaluation;
	outcomesAt(facts: Facts, date: CivilDate): readonly Outcome[];
	bestQuestion(facts: Facts, date: CivilDate, skip: ReadonlySet<FactKey>): FactKey | null;
}

interface Visit {
	readonly key: FactKey;
	/** Opened from a list or the result, and leads back there. */
	readonly back?: Exclude<View, 'question'>;
	readonly outcome?: OutcomeId | undefined;
}

/** Danger first, then a running appeal time; these need no rules to be asked. */
const FIRST: FactKey = 'dangerNow';
const NEVER: readonly FactKey[] = ['today', 'linksBroken'];

class Interview {
	given = $state.raw<readonly Given[]>([]);
	/** Earlier answers the last one contradicted, so that the screen can say it. */
	dropped = $state.raw<readonly FactKey[]>([]);
	/** Documents ticked off; a reminder on the screen, nothing more. */
	gathered = $state.raw<readonly string[]>([]);
	place = $state.raw<Place>({ at: 0, view: 'question' });
	/** The next question is wanted and the rules are not there yet. */
	waiting = $state(false);
	/** What the rules made of the answers a moment ago, for the summary. */
	outcomes = $state.raw<readonly Outcome[]>([]);
	/** How many questions were left a moment ago; `null` while the rules are not there. */
	remaining = $state<number | null>(null);
	/** The evaluation the result shows; see {@link conclude}. */
	evaluation = $state.raw<Evaluation | null>(null);
	/** The result was reached from a question asked for this outcome. */
	outcome = $state.raw<OutcomeId | undefined>(undefined);
	#visits = $state.raw<readonly Visit[]>([{ key: FIRST }]);
	#law = $state.raw<Law | null>(null);
	#evaluated: { readonly given: readonly Given[]; readonly date: CivilDate } | null = null;
	#cancel: (() => void) | undefined;

	readonly facts: Facts = $derived(factsOf(this.given));
	readonly key: FactKey = $derived(this.#visits[this.place.at]?.key ?? FIRST);
	readonly answer: Given | undefined = $derived(this.given.find(({ key }) => key === this.key));
	readonly ready: boolean = $derived(this.#law !== null);
	readonly #skip: ReadonlySet<FactKey> = $derived(
		new Set([...NEVER, ...this.given.filter(({ manner }) => manner === 'none').map(({ key }) => key)])
	);

	/** Today where the person is. */
	get date(): CivilDate {
		return wallClock(now(), timeZoneOf(this.facts.department)).date;
	}

	useLaw(law: Law): void {
		this.#law = law;
		if (this.waiting) this.next();
		this.#evaluateSoon();
	}

	/** Facts said elsewhere; a newer one replaces the older. */
	take(values: Facts, from: Origin): void {
		const said = brought(values, from);
		if (said.length === 0) return;
		for (const answer of said) this.given = record(this.given, answer).given;
		this.#visits = [{ key: FIRST }];
		this.place = { at: 0, view: 'question' };
		if (this.answer) this.next();
		this.#evaluateSoon();
	}

	/** Keeps an answer and stays on its question. */
	note(answer: Given): void {
		const { given, dropped } = record(this.given, answer);
		this.given = given;
		this.dropped = dropped;
		this.#evaluateSoon();
	}

	/** Keeps an answer and goes on. */
	say(answer: Given): void {
		this.note(answer);
		this.next();
	}

	/** To the next question that decides, back to where this one was opened from, or to the result. */
	next(): void {
		const visit = this.#visits[this.place.at];
		if (visit?.back) {
			this.outcome = visit.outcome;
			this.place = { at: this.place.at, view: visit.back };
			return;
		}
		const key = this.#best();
		this.waiting = key === undefined;
		if (key === undefined) return;
		if (key === null) this.show('result');
		else this.#visit({ key });
	}

	/** Opens one question, to answer it or change its answer. */
	open(key: FactKey, back?: Exclude<View, 'question'>, outcome?: OutcomeId): void {
		this.#visit({ key, ...(back ? { back, outcome } : {}) });
	}

	show(view: View): void {
		this.outcome = undefined;
		this.waiting = false;
		this.dropped = [];
		this.place = { at: this.place.at, view };
	}

	/** To a place the browser's history names; the nearest that still exists. */
	goTo(place: Place): void {
		this.waiting = false;
		this.dropped = [];
		const at = Math.max(0, Math.min(place.at, this.#visits.length - 1));
		this.place = { at, view: this.given.length === 0 ? 'question' : place.view };
	}

	gather(document: string, on: boolean): void {
		const rest = this.gathered.filter((other) => other !== document);
		this.gathered = on ? [...rest, document] : rest;
	}

	/** The evaluation of what stands now; `null` while the rules are not there. */
	conclude(): Evaluation | null {
		this.#cancel?.();
		const [given, date] = [this.given, this.date];
		if (this.#law && (this.#evaluated?.given !== given || this.#evaluated.date !== date)) {
			const evaluation = this.#law.evaluate(this.facts, date);
			this.#evaluated = { given, date };
			this.evaluation = evaluation;
			this.outcomes = evaluation.outcomes;
			this.remaining = evaluation.nextQuestions.filter((key) => !this.#skip.has(key)).length;
		}
		return this.evaluation;
	}

	/** What the rules make of other facts than those answered: what a case keeps of them. */
	concludeOn(facts: Facts): Evaluation | null {
		return this.#law?.evaluate(facts, this.date) ?? null;
	}

	forget(): void {
		this.#cancel?.();
		this.given = [];
		this.dropped = [];
		this.gathered = [];
		this.waiting = false;
		this.evaluation = null;
		this.outcomes = [];
		this.remaining = null;
		this.outcome = undefined;
		this.#evaluated = null;
		this.#visits = [{ key: FIRST }];
		this.place = { at: 0, view: 'question' };
	}

	#visit(visit: Visit): void {
		this.#visits = [...this.#visits.slice(0, this.place.at + 1), visit];
		this.place = { at: this.#visits.length - 1, view: 'question' };
	}

	/** `undefined` while the rules are needed and not there; `null` when no question is left. */
	#best(): FactKey | null | undefined {
		const answered = new Set(this.given.map(({ key }) => key));
		if (!answered.has(FIRST)) return FIRST;
		if (!answered.has('oqtfNotifiedDate')) return 'oqtfNotifiedDate';
		if (this.facts.oqtfNotifiedDate && !answered.has('confinement')) return 'confinement';
		return this.#law?.bestQuestion(this.facts, this.date, this.#skip);
	}

	/** After the next question is drawn, in small steps: the summary may come a moment later, a tap may not wait for it. */
	#evaluateSoon(): void {
		this.#cancel?.();
		if (this.#law) this.#cancel = inIdleMoments(this.#summarise(this.#law));
	}

	*#summarise(law: Law): Generator<undefined, void> {
		const { facts, date } = this;
		this.outcomes = law.outcomesAt(facts, date);
		yield;
		const passed = new Set(this.#skip);
		for (let count = 0; ; count += 1) {
			const key = law.bestQuestion(facts, date, passed);
			if (key === null) {
				this.remaining = count;
				return;
			}
			passed.add(key);
			yield;
		}
	}
}

export const interview = new Interview();
onForget(() => {
	interview.forget();
});
