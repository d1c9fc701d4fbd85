/** A pack cut into what is reviewed at one sitting: a topic, or the words of the reader. */
import type { PackTexts } from '$lib/review';
import { isTopic, TOPIC_IDS, type TopicId } from '$lib/rights/pack';

export type PartId = TopicId | 'ui';
export type PackSentence = PackTexts['sentences'][number];

export const PARTS: readonly PartId[] = [...TOPIC_IDS, 'ui'];

export function isPart(id: string): id is PartId {
	return id === 'ui' || isTopic(id);
}

export function sentencesOf(part: PartId, { sentences }: PackTexts): readonly PackSentence[] {
	return sentences.filter(({ place }) => place.startsWith(`${part}.`));
}

/** Which words name a place: key under `review.part`, and its number where there are several. */
export function labelOf(place: string): { readonly key: string; readonly n: number } {
	const [part, name = '', last] = place.split('.');
	if (part === 'ui') return { key: 'ui', n: 0 };
	return { key: name === 'check' ? (last ?? '') : name, n: Number(last ?? 0) + 1 };
}
