/** The neutral page quick exit lands on; it works offline and says nothing about the app. */
export const NEUTRAL_PAGE = '/calendar';

/** How long the way back through the history may take before the neutral page is opened all the same. */
const REWIND_MS = 250;

/**
 * Covers the screen at once, then opens the neutral page in place of the app: the entries this visit added to the history
 * are rewound first, so that "back" does not lead into it. Entries older than the last reload stay out of reach.
 */
export function leaveAtOnce(): void {
	document.documentElement.dataset['leaving'] = '';
	const added = entriesAdded();
	if (added === 0) {
		location.replace(NEUTRAL_PAGE);
		return;
	}
	let left = false;
	const leave = () => {
		if (left) return;
		left = true;
		location.replace(NEUTRAL_PAGE);
	};
	addEventListener('popstate', leave, { once: true });
	setTimeout(leave, REWIND_MS);
	history.go(-added);
}

/** On the neutral page: drops the rewound entries that "forward" would still lead to. */
export function dropForwardEntries(push: () => void): void {
	if (window.navigation?.canGoForward) push();
}

/** How many entries this page's own navigations have put behind the current one; 0 where the browser cannot tell. */
function entriesAdded(): number {
	const here = window.navigation?.currentEntry?.index ?? 0;
	const entries = window.navigation?.entries() ?? [];
	let first = here;
	while (first > 0 && entries[first - 1]?.sameDocument) first -= 1;
	return here - first;
}

/** Calls `exit` when Escape is pressed twice within half a second. Returns the way to stop listening. */
export function onDoubleEscape(exit: () => void): () => void {
	const WITHIN_MS = 500;
	let last = -Infinity;
	const listen = (event: KeyboardEvent) => {
		if (event.key !== 'Escape' || event.repeat) return;
		if (event.timeStamp - last <= WITHIN_MS) exit();
		last = event.timeStamp;
	};
	addEventListener('keydown', listen, { capture: true });
	return () => {
		removeEventListener('keydown', listen, { capture: true });
	};
}
