/** A part of a review that is opened is read from its heading; the first one keeps the focus the shell gave it. */
import { tick } from 'svelte';

export function arrivals(): (part: string) => void {
	let arrived: string | undefined;
	return (part) => {
		const first = arrived === undefined;
		if (part === arrived) return;
		arrived = part;
		if (first) return;
		void tick().then(() => {
			scrollTo(0, 0);
			document.querySelector<HTMLElement>('[data-arrival]')?.focus({ preventScroll: true });
		});
	};
}
