import { now } from './clock.ts';

/**
 * Calls `tell` with the time at once and at each full second. The time is read anew every time, never added up, and once
 * more when the screen comes back, so that a phone that slept shows the right time at once. Returns the way to stop.
 */
export function everySecond(tell: (ms: number) => void): () => void {
	let timer: ReturnType<typeof setTimeout>;
	const beat = () => {
		clearTimeout(timer);
		const at = now();
		tell(at);
		timer = setTimeout(beat, 1000 - (at % 1000));
	};
	const back = () => {
		if (document.visibilityState === 'visible') beat();
	};
	beat();
	document.addEventListener('visibilitychange', back);
	addEventListener('pageshow', back);
	return () => {
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', back);
		removeEventListener('pageshow', back);
	};
}
