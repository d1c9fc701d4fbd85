/** At the latest after this many milliseconds a step is run, idle or not. */
const WITHIN_MS = 500;
/** Where the browser knows no idle moments: long enough for the screen to be drawn and a tap to come in between. */
const PAUSE_MS = 40;

/** Runs the steps of `work` one by one, each once the screen is drawn and nothing presses. Returns the way to stop. */
export function inIdleMoments(work: Iterator<unknown>): () => void {
	let stop = () => {};
	const step = () => {
		if (!work.next().done) next();
	};
	const next = () => {
		if (typeof requestIdleCallback === 'function') {
			const handle = requestIdleCallback(step, { timeout: WITHIN_MS });
			stop = () => {
				cancelIdleCallback(handle);
			};
		} else {
			const timer = setTimeout(step, PAUSE_MS);
			stop = () => {
				clearTimeout(timer);
			};
		}
	};
	next();
	return () => {
		stop();
	};
}
