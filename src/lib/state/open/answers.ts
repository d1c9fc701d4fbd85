/** What was answered in the permit interview and how: pure functions on a plain list, oldest first. */
import { accepts, parseFacts, type FactKey, type Facts, type FactValue } from '$lib/law/facts';

/** Where a fact that was not asked here comes from. */
export type Origin = 'screening' | 'case' | 'urgent';

/** `unknown` and `declined` both give `null`; `none`: asked, and there is nothing of the kind (no OQTF), so no fact at all. */
export type Manner = 'said' | 'unknown' | 'declined' | 'none';

export interface Given {
	readonly key: FactKey;
	readonly manner: Manner;
	/** `null` unless `said`. */
	readonly value: FactValue;
	readonly from?: Origin;
}

export interface Recorded {
	readonly given: readonly Given[];
	/** Earlier answers that can no longer be true beside this one. */
	readonly dropped: readonly FactKey[];
}

export function factsOf(given: readonly Given[]): Facts {
	const said = given.filter(({ manner }) => manner !== 'none');
	return Object.fromEntries(said.map(({ key, value }) => [key, value]));
}

/** Adds an answer or puts it in the place of the one before; the others stay, save those it contradicts. */
export function record(given: readonly Given[], answer: Given): Recorded {
	const known = given.some(({ key }) => key === answer.key);
	let list = known ? given.map((old) => (old.key === answer.key ? answer : old)) : [...given, answer];
	// A contact answered here replaces the conclusion about it that a case may have brought.
	if (answer.key === 'contact') list = list.filter(({ key }) => key !== 'linksBroken');
	const dropped: FactKey[] = [];
	for (;;) {
		const parsed = parseFacts(factsOf(list));
		if (parsed.ok || parsed.error.fault !== 'contradiction') return { given: list, dropped };
		const clash = [parsed.error.key, parsed.error.other].find((key) => key !== answer.key) as FactKey;
		dropped.push(clash);
		list = list.filter(({ key }) => key !== clash);
	}
}

/** Facts handed over from elsewhere, as answers; what is not a possible answer is left out. */
export function brought(values: Facts, from: Origin): readonly Given[] {
	return (Object.entries(values) as [FactKey, FactValue][])
		.filter(([key, value]) => key !== 'today' && accepts(key, value))
		.map(([key, value]) => ({ key, value, from, manner: value === null ? 'unknown' : 'said' }));
}
