/**
 * That the phone is in another person's hands, for this tab and through a reload; `src/boot.js` reads the same key before the
 * first paint. Says nothing about the person.
 */
const KEY = 'repit.lent';

export function isLent(): boolean {
	try {
		return sessionStorage.getItem(KEY) !== null;
	} catch {
		return false;
	}
}

export function keepLent(lent: boolean): void {
	const root = document.documentElement;
	if (lent) root.dataset['lent'] = '';
	else delete root.dataset['lent'];
	try {
		if (lent) sessionStorage.setItem(KEY, '');
		else sessionStorage.removeItem(KEY);
	} catch {
		// Storage refused: it holds until the page is loaded again.
	}
}

/** Hides the browser's own bars where it can; a browser that refuses changes nothing. */
export async function fillScreen(): Promise<void> {
	try {
		await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
	} catch {
		// Not here, or not now: the rest of the mode holds.
	}
}

export async function leaveFullScreen(): Promise<void> {
	if (document.fullscreenElement) await document.exitFullscreen();
}
