/**
 * The decisions of `rules/*.yaml`, run by Publicodes, in three values: true, false, not known yet.
 *
 * An outcome has some of these rules: `bloquée` (it cannot change, whoever asks), `concerne` (else it is not shown), `exclue`
 * (it cannot change for one whom it concerns), `tardive` (a time limit has passed), `réunie` (every condition). A status is given only when every completion of the unknowns agrees on it, and
 * `possible` only while one of them is `met`.
 */
import Engine from 'publicodes';
import type { CivilDate } from '../domain/civil-date.ts';
import { RULES } from './compiled/rules.ts';
import type { FactKey, Facts } from './facts.ts';
import { READINGS, type Situation, type Value } from './situation.ts';
import { OUTCOME_IDS, type OutcomeId, type RuleId, type Status } from './types.ts';

const PARTS = ['bloquée', 'concerne', 'exclue', 'tardive', 'réunie'] as const;
type Part = (typeof PARTS)[number];

export interface Decision {
	/** `null`: the outcome does not concern this person, or nothing can be said of it yet. */
	readonly status: Status | null;
	/** Names of the situation that are not known and could change the status. */
	readonly unknown: readonly string[];
}

interface Verdict {
	readonly value: boolean | undefined;
	readonly unknown: readonly string[];
}

const NOTHING: Decision = { status: null, unknown: [] };
const engine = new Engine(RULES as ConstructorParameters<typeof Engine>[0]);
const parsed = engine.getParsedRules();
const has = (id: OutcomeId, part: Part) => `${id} . ${part}` in parsed;
const reads = new Map(OUTCOME_IDS.map((id) => [id, namesReadBy(id)]));
const remembered = new Map<string, Decision>();
const REMEMBERED_MAX = 20_000;

export function situationOf(facts: Facts, at: CivilDate): Situation {
	return Object.fromEntries(Object.entries(READINGS).map(([name, { read }]) => [name, read(facts, at)]));
}

/** Names of the situation that an outcome's rules read, directly or through other rules. */
export function namesOf(id: OutcomeId): readonly string[] {
	return reads.get(id) ?? [];
}

/** Facts an outcome may depend on. */
export function factsOf(id: OutcomeId): readonly FactKey[] {
	return [...new Set(namesOf(id).flatMap((name) => READINGS[name]?.keys ?? []))];
}

/** Decides one outcome. The same situation gives the same answer, from memory the second time. */
export function decide(id: OutcomeId, situation: Situation): Decision {
	const key = `${id}|${namesOf(id)
		.map((name) => String(situation[name]))
		.join('|')}`;
	const known = remembered.get(key);
	if (known) return known;
	load(situation);
	const decision = decideNow(id);
	if (remembered.size >= REMEMBERED_MAX) remembered.clear();
	remembered.set(key, decision);
	return decision;
}

/** Rules of certainty M behind what is not known. */
export function doubtsOf(unknown: readonly string[]): readonly RuleId[] {
	return unknown.flatMap((name) => READINGS[name]?.doubt ?? []);
}

let loaded: Situation = {};

/** Puts a situation before the engine; names that only change are written over the last one, which is ten times quicker. */
function load(situation: Situation): void {
	if (situation === loaded) return;
	const changed = Object.keys(READINGS).filter((name) => situation[name] !== loaded[name]);
	const forgets = changed.some((name) => situation[name] === undefined);
	const names = forgets ? Object.keys(READINGS).filter((name) => situation[name] !== undefined) : changed;
	engine.setSituation(Object.fromEntries(names.map((name) => [name, written(situation[name])])), {
		keepPreviousSituation: !forgets
	});
	loaded = situation;
}

function decideNow(id: OutcomeId): Decision {
	const blocked = verdict(id, 'bloquée');
	if (blocked.value === true) return { status: 'blocked', unknown: [] };
	const concerned = verdict(id, 'concerne');
	if (concerned.value === false) return NOTHING;
	const excluded = verdict(id, 'exclue');
	const late = verdict(id, 'tardive');
	if (excluded.value === true || late.value === true) {
		return concerned.value === true ? { status: excluded.value === true ? 'blocked' : 'late', unknown: [] } : NOTHING;
	}
	const met = verdict(id, 'réunie');
	const settled = concerned.value === true && [blocked, excluded, late].every(({ value }) => value === false);
	const status = met.value === false ? 'missing' : settled && met.value === true ? 'met' : 'possible';
	const open = [concerned, blocked, excluded, late, ...(status === 'possible' ? [met] : [])];
	return { status, unknown: [...new Set(open.flatMap(({ value, unknown }) => (value === undefined ? unknown : [])))] };
}

/** A part that the rules do not write never holds. */
function verdict(id: OutcomeId, part: Part): Verdict {
	if (!has(id, part)) return { value: false, unknown: [] };
	const rule = engine.context.parsedRules[`${id} . ${part}`];
	if (!rule) throw new Error(`no rule for ${id}`);
	const { nodeValue, missingVariables } = engine.evaluateNode(rule);
	return typeof nodeValue === 'boolean'
		? { value: nodeValue, unknown: [] }
		: { value: undefined, unknown: Object.keys(missingVariables) };
}

function written(value: Value): string {
	if (typeof value === 'boolean') return value ? 'oui' : 'non';
	return `'${value ?? ''}'`;
}

function namesReadBy(id: OutcomeId): readonly string[] {
	const found = new Set<string>();
	const waiting: string[] = PARTS.filter((part) => has(id, part)).map((part) => `${id} . ${part}`);
	for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
		if (found.has(name)) continue;
		found.add(name);
		waiting.push(...(engine.context.referencesMaps.referencesIn.get(name) ?? []));
	}
	return Object.keys(READINGS).filter((name) => found.has(name));
}
