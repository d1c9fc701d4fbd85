import { error } from '@sveltejs/kit';
import { outcomesOf } from '$lib/law/outcome-rules';
import { LAW_CHECKED_ON, ruleById, RULES } from '$lib/law/sources';
import { stalenessAt } from '$lib/law/staleness';
import { useCatalog } from '$lib/i18n';
import { today } from '$lib/platform/clock';

/** Each rule is a page of its own; an identifier that no rule bears is answered by the error page beside this one. */
export const prerender = 'auto';
export const entries = () => RULES.map(({ id }) => ({ rule: id }));

export const load = async ({ params }: { readonly params: { readonly rule: string } }) => {
	await useCatalog('law', 'outcomes', 'reviewed');
	const rule = ruleById(params.rule);
	if (!rule) error(404);
	const topic = RULES.filter((other) => other.topic === rule.topic);
	const place = topic.indexOf(rule);
	return {
		rule,
		outcomes: outcomesOf(rule.id),
		previous: topic[place - 1] ?? null,
		next: topic[place + 1] ?? null,
		checkedOn: LAW_CHECKED_ON,
		stale: stalenessAt(today()),
		closed: rule.validTo !== null && rule.validTo < today()
	};
};
