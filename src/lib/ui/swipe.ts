import type { Attachment } from 'svelte/attachments';

/** Farther sideways than this, in CSS pixels, and less than half as far up or down. */
const FAR = 60;

/** Calls back when a finger sweeps across: towards the end of the line for the previous page, towards its start for the next. */
export function swipe(calls: {
	readonly onnext: () => void;
	readonly onprevious: () => void;
}): Attachment<HTMLElement> {
	return (element) => {
		let from: Touch | null = null;
		const start = (event: TouchEvent) => {
			from = event.touches.length === 1 ? (event.touches[0] ?? null) : null;
		};
		const end = (event: TouchEvent) => {
			const to = event.changedTouches[0];
			if (!from || !to) return;
			const across =
				(to.clientX - from.clientX) * (getComputedStyle(document.documentElement).direction === 'rtl' ? -1 : 1);
			const along = Math.abs(to.clientY - from.clientY);
			from = null;
			if (Math.abs(across) < FAR || along > Math.abs(across) / 2) return;
			if (across < 0) calls.onnext();
			else calls.onprevious();
		};
		element.addEventListener('touchstart', start, { passive: true });
		element.addEventListener('touchend', end, { passive: true });
		return () => {
			element.removeEventListener('touchstart', start);
			element.removeEventListener('touchend', end);
		};
	};
}
