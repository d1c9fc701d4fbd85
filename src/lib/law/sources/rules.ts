/** The rules of all topics put together. */
import { civilDate, type CivilDate } from '../../domain/civil-date.ts';
import { APPLYING } from './applying.ts';
import { CARD } from './card.ts';
import { COMPLAINT } from './complaint.ts';
import { CONDITIONS } from './conditions.ts';
import { CONFIDENTIALITY } from './confidentiality.ts';
import { DOCUMENTS } from './documents.ts';
import { EXIT_PATH } from './exit-path.ts';
import { FAMILY } from './family.ts';
import { MINORS } from './minors.ts';
import { NUMBERS } from './numbers.ts';
import { OFFENCES } from './offences.ts';
import { OTHER_ROUTES } from './other-routes.ts';
import { PUBLICATIONS, type SourceKey } from './publications.ts';
import { REFLECTION } from './reflection.ts';
import { REFUSAL } from './refusal.ts';
import { REMEDIES } from './remedies.ts';
import type { RuleEntries, RuleEntry, RuleSource as AnyRuleSource } from './rule-source.ts';
import { SCOPE } from './scope.ts';
import { SUPPORT } from './support.ts';
import { TIME_LIMITS } from './time-limits.ts';
import { WAITING } from './waiting.ts';

/** In the order of reading; headings in `messages/law/<locale>.json` under `topics`. */
const BY_TOPIC = {
	scope: SCOPE,
	conditions: CONDITIONS,
	reflection: REFLECTION,
	complaint: COMPLAINT,
	applying: APPLYING,
	documents: DOCUMENTS,
	waiting: WAITING,
	card: CARD,
	refusal: REFUSAL,
	remedies: REMEDIES,
	'time-limits': TIME_LIMITS,
	support: SUPPORT,
	'exit-path': EXIT_PATH,
	minors: MINORS,
	family: FAMILY,
	'other-routes': OTHER_ROUTES,
	offences: OFFENCES,
	confidentiality: CONFIDENTIALITY,
	numbers: NUMBERS
} as const satisfies Readonly<Record<string, RuleEntries>>;

export type Topic = keyof typeof BY_TOPIC;
/** Identifier of a rule of law, for example `LAW-COND-COMPLAINT`. */
export type RuleId = { [T in Topic]: keyof (typeof BY_TOPIC)[T] }[Topic];
export type RuleSource = AnyRuleSource<RuleId, Topic>;

export const TOPICS = Object.keys(BY_TOPIC) as readonly Topic[];

/** Every rule, in the order of reading. */
export const RULES: readonly RuleSource[] = TOPICS.flatMap((topic) =>
	(Object.entries(BY_TOPIC[topic]) as [RuleId, RuleEntry][]).map(([id, entry]) => ({
		id,
		topic,
		articles: entry.articles,
		sources: entry.sources,
		certainty: entry.certainty,
		validFrom: entry.validFrom === undefined ? null : civilDate(entry.validFrom),
		validTo: entry.validTo === undefined ? null : civilDate(entry.validTo),
		verifiedOn: newest(entry.sources),
		noted: entry.noted === true
	}))
);

const byId: ReadonlyMap<string, RuleSource> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule, or `undefined` when no rule bears this identifier. */
export function ruleById(id: RuleId): RuleSource;
export function ruleById(id: string): RuleSource | undefined;
export function ruleById(id: string): RuleSource | undefined {
	return byId.get(id);
}

/** Whether the text behind a rule holds on a day; always, where the sources give no dates. */
export function isInForce(id: RuleId, at: CivilDate): boolean {
	const { validFrom, validTo } = ruleById(id);
	return (validFrom === null || validFrom <= at) && (validTo === null || at <= validTo);
}

/** Only a lawyer can settle it: the rule was found in no text read. */
export function isToCheck(rule: RuleSource): boolean {
	return rule.certainty[0] === 'M';
}

/** The newest date among the sources, which may be a year or a month only. */
function newest(sources: readonly SourceKey[]): string | null {
	const dates = sources.map((key) => PUBLICATIONS[key].date).filter((date) => date !== null);
	return dates.sort().at(-1) ?? null;
}
