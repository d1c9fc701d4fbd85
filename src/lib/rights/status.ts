/**
 * What a pack is worth. `plain`: the French source and the English kept with it. `draft`: nobody has checked it, so it is
 * never handed over, printed or read aloud alone. `reviewed`: every sentence, as it stands against the French as it stands, is
 * approved by a translator and by a mediator. `stale`: it was, and some topic has changed since; the others stand.
 * A review takes effect only by being merged into a build (src/tools/merge-review.ts), never by a file on a phone.
 */
import type { Lang } from './languages.ts';
import { TOPIC_IDS, type TopicId } from './pack.ts';
import shipped from './reviewed.json';
import stale from './stale.json';

export type PackStatus = 'plain' | 'draft' | 'reviewed' | 'stale';

/** What the filed reviews of a pack come to. Dates are the last of each role, `YYYY-MM-DD`. */
export interface PackReview {
	readonly translator?: string;
	readonly mediator?: string;
	/** Every sentence as it stands. */
	readonly lawyer?: string;
	/** First 8 digits of the hash of the French it was read against. */
	readonly source: string;
	/** Where a sentence has changed since; `ui`: the words of the reader itself, which stand on every topic. */
	readonly changed: readonly (TopicId | 'ui')[];
}

/** Everything derived that a status rests on. */
export interface Derived {
	readonly reviews: Readonly<Partial<Record<Lang, PackReview>>>;
	/** Topics of which a rule of law has changed since the French was read against it (src/tools/rights-stamps.ts). */
	readonly stale: readonly TopicId[];
}

/** What the tools have written, whatever it holds today. */
const files: { readonly [part in keyof Derived]: unknown } = { reviews: shipped, stale };
const SHIPPED = files as Derived;

export function statusOf(lang: Lang, derived = SHIPPED): PackStatus {
	if (lang === 'fr' || lang === 'en') return 'plain';
	if (!derived.reviews[lang]?.mediator) return 'draft';
	return TOPIC_IDS.every((topic) => unchanged(lang, topic, derived)) ? 'reviewed' : 'stale';
}

/** Whether a text may be handed over, printed and heard by itself: one topic, or all of it. Nothing unverified ever is. */
export function standsAlone(lang: Lang, topic?: TopicId, derived = SHIPPED): boolean {
	const status = statusOf(lang, derived);
	return status === 'stale' ? topic !== undefined && unchanged(lang, topic, derived) : status !== 'draft';
}

/** Who has read it and when, for display: `null` for a draft, and for a plain text that no lawyer has signed. */
export function reviewOf(lang: Lang, derived = SHIPPED): PackReview | null {
	return derived.reviews[lang] ?? null;
}

/** Whether a rule the topic rests on has changed since its text was read against it. */
export function isStale(topic: TopicId): boolean {
	return SHIPPED.stale.includes(topic);
}

function unchanged(lang: Lang, topic: TopicId, { reviews, stale }: Derived): boolean {
	const changed = reviews[lang]?.changed ?? [];
	return !changed.includes('ui') && !changed.includes(topic) && !stale.includes(topic);
}
