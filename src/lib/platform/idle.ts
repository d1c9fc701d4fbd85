/** Runs `fn` once the screen has been drawn and nothing presses; at the latest after `within` milliseconds. */
export function afterPaint(fn: () => void, within = 400): () => void {
	if (typeof requestIdleCallback === 'function') {
		const handle = requestIdleCallback(fn, { timeout: within });
		return () => {
			cancelIdleCallback(handle);
		};
	}
	const timer = setTimeout(fn, 60);
	return () => {
		clearTimeout(timer);
	};
}
