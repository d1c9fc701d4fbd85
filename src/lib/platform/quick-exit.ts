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

/** Fingers of the panic gesture; two are a pinch. */
const FINGERS = 3;
/** They come down together: what was laid on the screen before, to hold the phone or to pinch, is not of them. */
const TOGETHER_MS = 400;

/** Calls `exit` when three fingers come down at once anywhere, before anything else hears of it. Returns the way to stop listening. */
export function onThreeFingers(exit: () => void, target: EventTarget = window): () => void {
	const down = new Map<number, number>();
	const stopping = new AbortController();
	const options = { capture: true, passive: true, signal: stopping.signal };
	const lifted = (event: Event) => {
		for (const touch of (event as TouchEvent).changedTouches) down.delete(touch.identifier);
	};
	target.addEventListener(
		'touchstart',
		(event) => {
			const { changedTouches, timeStamp } = event as TouchEvent;
			for (const touch of changedTouches) down.set(touch.identifier, timeStamp);
			const together = [...down.values()].filter((at) => timeStamp - at <= TOGETHER_MS);
			if (together.length < FINGERS) return;
			event.stopImmediatePropagation();
			down.clear();
			exit();
		},
		options
	);
	target.addEventListener('touchend', lifted, options);
	target.addEventListener('touchcancel', lifted, options);
	return () => {
		stopping.abort();
	};
}
