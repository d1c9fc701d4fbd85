/** What the pages and the service worker say to each other. */
import type { FillFailure } from './fill.ts';

export const OFFLINE_CHANNEL = 'repit-offline';

/** Sent to a waiting version once the worker has accepted it and nothing is under way in any tab. */
export const TAKE_OVER = 'take-over';

/**
 * Said to the version in charge, when it is to end what it is about. Not by a message of its own: one that is under way in it holds up
 * the version that waits.
 */
export const GIVE_WAY_CHANNEL = 'repit-give-way';

/** Sent with a port, over which the service worker answers the version it was built as. */
export const WHICH_VERSION = 'which-version';

export type OfflineNews =
	| { readonly kind: 'progress'; readonly done: number; readonly total: number }
	| { readonly kind: 'failed'; readonly reason: FillFailure };
