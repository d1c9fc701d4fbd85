import type { Attachment } from 'svelte/attachments';

/** Beyond this share of the window's height an edge is no longer pinned: with very large text it would leave nothing to read. */
const MOST = { head: 0.3, foot: 0.55 } as const;

/**
 * Lets go of the pinned head or foot of a screen (`data-loose`, styled by its owner) where it leaves no room to read, and
 * tells `base.css` its height in pixels (`--head`, `--foot`), so that what has the focus never hides beneath it. What is marked
 * `data-stays`, the last line of it, stays in sight all the same: `--tucked` is how far the rest goes out of the screen.
 */
export function pinned(edge: keyof typeof MOST): Attachment<HTMLElement> {
	return (element) => {
		const root = document.documentElement;
		const measure = () => {
			const height = element.offsetHeight;
			const fits = height <= innerHeight * MOST[edge];
			element.toggleAttribute('data-loose', !fits);
			const stays = element.querySelector('[data-stays]')?.getBoundingClientRect().top;
			const above = stays === undefined ? height : stays - element.getBoundingClientRect().top;
			element.style.setProperty('--tucked', `${-above}px`);
			root.style.setProperty(`--${edge}`, `${fits ? height : height - above}px`);
		};
		const observer = new ResizeObserver(measure);
		observer.observe(element);
		addEventListener('resize', measure);
		return () => {
			observer.disconnect();
			removeEventListener('resize', measure);
			root.style.removeProperty(`--${edge}`);
		};
	};
}
