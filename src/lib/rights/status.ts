/**
 * What a pack is worth. `plain`: the French source and the English kept with it. `draft`: nobody has checked it, so it is
 * never handed over, printed or read aloud alone. A review (`reviewed`, `stale`) takes effect only by being merged into a build.
 */
import { LANGS, type Lang } from './languages.ts';
import type { TopicId } from './pack.ts';
import stale from './stale.json';

export type PackStatus = 'plain' | 'draft';

export function statusOf(lang: Lang): PackStatus {
	return lang === 'fr' || lang === 'en' ? 'plain' : 'draft';
}

/** Whether a text may be handed over, printed and heard by itself: nothing unverified ever is. */
export function standsAlone(lang: Lang): boolean {
	return statusOf(lang) !== 'draft';
}

/** Whether a rule the topic rests on has changed since its text was read against it (src/tools/rights-stamps.ts). */
export function isStale(topic: TopicId): boolean {
	return (stale as readonly string[]).includes(topic);
}

/** True counts, for the first screen: nothing has been reviewed or recorded yet. */
export function counts(): { readonly reviewed: number; readonly drafts: number; readonly voices: number } {
	return { reviewed: 0, drafts: LANGS.filter((lang) => statusOf(lang) === 'draft').length, voices: 0 };
}
