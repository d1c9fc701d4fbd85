/**
 * The shapes the law speaks in: what goes in (facts, see `facts.ts`), what comes out (outcomes).
 *
 * An evaluation is a *set* of outcomes at a date. Unknown facts never turn into "no": an outcome is `met` or `blocked`
 * only when every completion of the unknown facts agrees.
 */
import type { CivilDate } from '../domain/civil-date.ts';
import type { FactKey, FactValue } from './facts.ts';
import type { RuleId } from './sources/index.ts';

/** In the order of display (`facts` 8b: safety, minors, Europe and Algeria, running deadlines, card, reflection, path, asylum, rights). */
export const OUTCOME_IDS = [
	'safety',
	'minor',
	'minor-16',
	'age-18',
	'french',
	'eu-path',
	'algeria-lawyer',
	'appeal',
	'silence',
	'reflection-running',
	'renew-late',
	'card',
	'risk',
	'not-yet',
	'requalify',
	'housing',
	'renew',
	'resident',
	'end-proceedings',
	'reflection',
	'reflection-over',
	'psp',
	'asylum',
	'legal-aid',
	'civi',
	'health',
	'ada',
	'shelter'
] as const;
export type OutcomeId = (typeof OUTCOME_IDS)[number];

/** Each is shown by shape, word and colour together. */
export const STATUSES = ['met', 'possible', 'missing', 'blocked', 'late'] as const;
export type Status = (typeof STATUSES)[number];

/** Its text stands in `messages/law/<locale>.json`. */
export type { RuleId };

/** A date that matters, computed on the safe side. */
export interface Deadline {
	/** For example `reflection-last-sure-day`; words in `messages/law/<locale>.json` under `deadlines`. */
	readonly id: string;
	readonly date: CivilDate;
	/** `HH:MM` in the département's time zone, where hours count. */
	readonly time?: string;
	/** The rule the time limit comes from. */
	readonly rule: RuleId;
	/** Where the count began, for the drawing of the time line. */
	readonly from?: CivilDate;
	readonly passed: boolean;
}

/** A fact as it was answered and the rules it brought into play. */
export interface Reason {
	readonly fact: FactKey;
	readonly value: FactValue;
	readonly rules: readonly RuleId[];
}

export interface Outcome {
	readonly id: OutcomeId;
	readonly status: Status;
	/** The answered facts that decided the status. */
	readonly reasons: readonly Reason[];
	/** Every rule in play, reasons first. */
	readonly rules: readonly RuleId[];
	readonly articles: readonly string[];
	/** Facts still unknown that could change the status, asked or not. */
	readonly missing: readonly FactKey[];
	/** Open questions of law that only a lawyer can settle (rule ids of certainty M), never asked of the worker. */
	readonly doubts: readonly RuleId[];
	readonly deadlines: readonly Deadline[];
	/** Document ids of `documents.ts`, first request or renewal as it applies. */
	readonly documents: readonly RuleId[];
	/** Step ids, words in `messages/law/<locale>.json` under `steps`. */
	readonly steps: readonly string[];
	/** For `missing` and `late`: the facts that, changed, would change the status. */
	readonly wouldChange: readonly FactKey[];
}

export interface Evaluation {
	readonly date: CivilDate;
	readonly outcomes: readonly Outcome[];
	/** Facts worth asking, the most deciding first. */
	readonly nextQuestions: readonly FactKey[];
	/** Version of the rule data, for replay. */
	readonly ruleSet: string;
	/** When a person last checked the rule data against the law. */
	readonly checkedOn: CivilDate;
	/** Why the check is too old at `date` (over 6 months, or a watched change of law has come due); empty when fresh. */
	readonly stale: readonly string[];
}
