/**
 * An invitation's code that this page was opened with, after the address's `#`. `src/boot.js` has taken it off the address bar
 * before anything else ran; here it is in memory, once.
 */
const NAME = 'repitInvitation';

declare global {
	interface Window {
		[NAME]?: string | undefined;
	}
}

/** `null`: there is none, or it was taken already. */
export function takeInvitation(): string | null {
	const code = window[NAME] ?? null;
	window[NAME] = undefined;
	return code;
}

/** Calls when a link is opened on a page that is open already; returns the way to stop. */
export function onInvitation(call: () => void): () => void {
	addEventListener('hashchange', call);
	return () => {
		removeEventListener('hashchange', call);
	};
}
