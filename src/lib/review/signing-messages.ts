/** Between the page and the Worker that signs: one question, one answer. */
import type { ReviewContent } from './file.ts';

export interface Asked {
	/** The form of the six words; wiped by the Worker. */
	readonly words: Uint8Array;
	readonly content: ReviewContent;
}

export type Answered =
	{ readonly kind: 'signed'; readonly text: string; readonly code: string } | { readonly kind: 'unable' };
