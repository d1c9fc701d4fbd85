/** The review of texts and of the law: kept while unfinished, signed, read again. */
import { openReviews, type ReviewStore } from './store.ts';

export { Desk, type Change } from './desk.svelte.ts';
export { LAW_ROLES, MAX_NAME, MAX_WORDS, TEXT_ROLES, type ReviewContent } from './file.ts';
export { lawTexts, packTexts, type LawTexts, type PackTexts, type RuleTexts, type RuleWords } from './hashes.ts';
export { loadRuleTexts } from './law-words.ts';
export { lawContent, progressOf, rightsContent, standingOf, type Present, type Progress } from './marks.ts';
export { drawWords, signReview, type Signing, type SigningFault } from './signing.ts';
export type { Mark } from './store.ts';

let store: ReviewStore | undefined;

/** The one connection of this page. */
export function reviews(): ReviewStore {
	store ??= openReviews({ indexedDB, IDBKeyRange });
	return store;
}
