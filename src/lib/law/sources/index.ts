/** Every rule of law the app rests on, by topic: what a jurist checks, what an outcome cites. */
import { civilDate } from '../../domain/civil-date.ts';

export { RULE_SET } from '../rule-set.ts';
export { PUBLICATIONS, type Publication, type SourceKey } from './publications.ts';
export { CERTAINTIES, type Certainty } from './rule-source.ts';
export { isInForce, isToCheck, ruleById, RULES, TOPICS, type RuleId, type RuleSource, type Topic } from './rules.ts';
export { WATCHED, type Watched } from './watched.ts';

/** When a person last checked the rules against the codes. */
export const LAW_CHECKED_ON = civilDate('2026-04-03');
