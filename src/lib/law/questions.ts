/** What to ask next: danger, then a running time to appeal, then the fact that decides most; never one that no longer matters. */
import type { CivilDate } from '../domain/civil-date.ts';
import { sampleAnswers } from './answers.ts';
import { decide, situationOf } from './decisions.ts';
import { FACT_KEYS, type FactKey, type Facts } from './facts.ts';
import { ACCOMPANIMENTS } from './outcomes.ts';
import { READINGS, type Situation } from './situation.ts';
import { OUTCOME_IDS, type OutcomeId } from './types.ts';

const FIRST: readonly FactKey[] = ['dangerNow', 'oqtfNotifiedDate', 'confinement'];

/** Facts that change no status but dates, papers or steps, once something makes them matter. */
const ALSO: readonly { readonly key: FactKey; readonly matters: (facts: Facts) => boolean }[] = [
	{ key: 'oqtfNotifiedDate', matters: () => true },
	{ key: 'confinement', matters: ({ oqtfNotifiedDate }) => typeof oqtfNotifiedDate === 'string' },
	{
		key: 'department',
		matters: ({ confinement, oqtfNotifiedDate }) => confinement === 'detention' && !!oqtfNotifiedDate
	},
	{ key: 'heardByPolice', matters: ({ complaint, testimony }) => complaint === true || testimony === true },
	{ key: 'titleExpiry', matters: ({ title }) => title === 'L425-1' || title === 'receipt' || title === 'extension' },
	{ key: 'reflectionReceiptDate', matters: ({ reflection }) => reflection === 'running' || reflection === 'lapsed' },
	{ key: 'placedWithASEBefore16', matters: ({ recognisedVictimAsMinor }) => recognisedVictimAsMinor === true },
	{ key: 'exitPathDate', matters: ({ exitPathAuthorised }) => exitPathAuthorised === true },
	{ key: 'asylumInformationDate', matters: ({ asylum }) => asylum === 'pending' },
	{ key: 'applicationDate', matters: ({ title }) => title === 'receipt' || title === 'extension' || title === 'none' }
];

/** Questions that make sense only after an answer to another. */
const AFTER: Partial<Readonly<Record<FactKey, (facts: Facts) => boolean>>> = {
	livesWithEURelative: ({ familyOfEU }) => familyOfEU === true,
	euRelativeIsExploiter: ({ familyOfEU }) => familyOfEU === true,
	complaintOffence: ({ complaint }) => complaint === true,
	complaintFalse: ({ title }) => title === 'L425-1',
	linksResumedOnOwnInitiative: ({ title }) => title === 'L425-1',
	frenchAuthor: ({ factsInFrance }) => factsInFrance === false,
	proceedings: ({ complaint, testimony, title }) => complaint === true || testimony === true || title === 'L425-1',
	prosecuted: ({ proceedings }) => proceedings !== undefined,
	reflectionReceiptDate: ({ reflection }) => reflection === 'running' || reflection === 'lapsed',
	applicationComplete: ({ applicationDate }) => !!applicationDate,
	exitPathAuthorised: ({ exploitation }) => exploitation === 'sexual',
	ceasedProstitution: ({ exploitation }) => exploitation === 'sexual',
	lawfulStay: ({ proceedings }) => proceedings === 'final-conviction',
	ageDoubt: ({ birthDate }) => birthDate === null,
	department: ({ title, confinement }) => title === 'L425-1' || confinement === 'detention'
};

/** How much an outcome counts in choosing the question: what opens a right more than what comments on one. */
const WEIGHT: Partial<Readonly<Record<OutcomeId, number>>> = {
	safety: 3,
	card: 4,
	reflection: 2,
	psp: 1.5,
	'not-yet': 0.5,
	'reflection-over': 0.3,
	'end-proceedings': 0.2,
	resident: 0.5,
	renew: 0.8,
	asylum: 0.7,
	shelter: 0.3,
	ada: 0.5
};

/** Every question still worth asking, the most deciding first. */
export function questionsAfter(facts: Facts, at: CivilDate): readonly FactKey[] {
	return ranked(facts, at).filter((key) => matters(key, facts, at));
}

/**
 * The question for the next screen, or `null` when nothing more would change the result.
 * @param skip keys the worker has answered with "there is none", which leaves no fact
 */
export function bestQuestion(facts: Facts, at: CivilDate, skip: ReadonlySet<FactKey> = new Set()): FactKey | null {
	return ranked(facts, at).find((key) => !skip.has(key) && matters(key, facts, at)) ?? null;
}

function ranked(facts: Facts, at: CivilDate): readonly FactKey[] {
	const situation = situationOf(facts, at);
	const score = new Map<FactKey, number>();
	for (const id of OUTCOME_IDS) {
		const { unknown } = decide(id, situation);
		for (const name of unknown) {
			const key = questionFor(name, facts);
			if (key) score.set(key, (score.get(key) ?? 0) + (WEIGHT[id] ?? 1) / unknown.length);
		}
	}
	for (const { key, matters: when } of ALSO) {
		if (facts[key] === undefined && when(facts) && !score.has(key)) score.set(key, 0);
	}
	return FACT_KEYS.filter((key) => score.has(key)).sort((a, b) => rank(b, score) - rank(a, score));
}

function rank(key: FactKey, score: ReadonlyMap<FactKey, number>): number {
	const place = FIRST.indexOf(key);
	return place === -1 ? (score.get(key) ?? 0) : 1000 - place;
}

/** The first fact, not asked yet, that would settle a name. One that was asked and is not known is not asked again. */
function questionFor(name: string, facts: Facts): FactKey | undefined {
	const reading = READINGS[name];
	return (reading?.ask ?? reading?.keys ?? []).find((key) => facts[key] === undefined && (AFTER[key]?.(facts) ?? true));
}

/** Two answers lead to different results: in a status, in what is missing, in a date, a paper or a step. */
function matters(key: FactKey, facts: Facts, at: CivilDate): boolean {
	let first: readonly string[] | undefined;
	for (const answer of sampleAnswers(key, at)) {
		const answered = { ...facts, [key]: answer };
		const situation = situationOf(answered, at);
		const result = OUTCOME_IDS.map((id) => briefOf(id, answered, situation, at));
		if (first?.some((brief, index) => brief !== result[index])) return true;
		first ??= result;
	}
	return false;
}

/** All that a worker sees of an outcome, as one text to compare. */
function briefOf(id: OutcomeId, facts: Facts, situation: Situation, at: CivilDate): string {
	const { status, unknown } = decide(id, situation);
	if (status === null) return '';
	const { steps, documents, deadlines } = ACCOMPANIMENTS[id];
	const context = { facts, situation, status, at };
	return JSON.stringify([status, unknown, steps(context), documents?.(context), deadlines?.(context)]);
}
