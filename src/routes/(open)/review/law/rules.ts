/** Which rules a filter shows, and what of them is compared with a verdict. */
import { reviewOfRule } from '$lib/law/reviewed';
import type { RuleSource } from '$lib/law/sources';
import type { CivilDate } from '$lib/domain/civil-date';
import { standingOf, type LawTexts, type Mark, type Present } from '$lib/review';

/** `never`: no jurist's signature is in the app, and no verdict is on this phone. */
export const FILTERS = ['all', 'todo', 'never'] as const;
export type Filter = (typeof FILTERS)[number];

/** A correction says what is wrong: it is not compared with the words of the rule. */
export function presentOf({ id }: RuleSource, { hashes }: LawTexts): Present {
	const hash = hashes.get(id) ?? '';
	return { place: id, source: hash, text: hash, words: '' };
}

export function filtered(
	rules: readonly RuleSource[],
	filter: Filter,
	{ texts, marks, at }: { readonly texts: LawTexts; readonly marks: ReadonlyMap<string, Mark>; readonly at: CivilDate }
): readonly RuleSource[] {
	return rules.filter((rule) => {
		const standing = standingOf(marks.get(rule.id), presentOf(rule, texts));
		const done = standing === 'approved' || standing === 'suggested';
		return filter === 'all' || (!done && (filter === 'todo' || reviewOfRule(rule.id, at).kind === 'unreviewed'));
	});
}
