/**
 * Which rules a jurist has read and signed as they stand today. Derived from the filed reviews (src/tools/merge-review.ts):
 * a rule that has changed since is no longer in it.
 */
import { addMonths, type CivilDate } from '../domain/civil-date.ts';
import shipped from './reviewed.json' with { type: 'json' };
import type { RuleId } from './types.ts';

const MONTHS_RELIED_ON = 6;

/** Role → day of signing → rules. */
export type SignedRules = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export type RuleReview =
	| { readonly kind: 'unreviewed' }
	/** `old`: signed more than six months before. */
	| { readonly kind: 'signed' | 'old'; readonly role: string; readonly date: CivilDate };

export function reviewOfRule(rule: RuleId, at: CivilDate, signed: SignedRules = shipped): RuleReview {
	for (const [role, days] of Object.entries(signed))
		for (const [day, rules] of Object.entries(days)) {
			if (!rules.includes(rule)) continue;
			const date = day as CivilDate;
			return { kind: at > addMonths(date, MONTHS_RELIED_ON) ? 'old' : 'signed', role, date };
		}
	return { kind: 'unreviewed' };
}

/** How many of these rules are signed and still to be relied on. */
export function signedCount(rules: readonly RuleId[], at: CivilDate, signed: SignedRules = shipped): number {
	return rules.filter((rule) => reviewOfRule(rule, at, signed).kind === 'signed').length;
}
