/** The neutral page quick exit lands on; it works offline and says nothing about the app. */
export const NEUTRAL_PAGE = '/calendar';

/** Replaces this page in the history by the neutral one; the page's memory goes with it. */
export function leaveAtOnce(): void {
	location.replace(NEUTRAL_PAGE);
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
