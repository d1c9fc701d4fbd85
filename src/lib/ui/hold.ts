import type { Attachment } from 'svelte/attachments';

/** Milliseconds: longer than a touch by mistake, short enough for a tired hand. */
const HELD_MS = 2000;

/**
 * Calls back when a control is held, by finger, mouse, Enter or space; while it is, the element bears `data-holding`.
 * `onshort` is for a press that ended too soon.
 */
export function hold(calls: { readonly onheld: () => void; readonly onshort: () => void }): Attachment<HTMLElement> {
	return (element) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const start = () => {
			if (timer !== undefined) return;
			element.dataset['holding'] = '';
			timer = setTimeout(() => {
				stop();
				calls.onheld();
			}, HELD_MS);
		};
		const stop = () => {
			clearTimeout(timer);
			timer = undefined;
			delete element.dataset['holding'];
		};
		const short = () => {
			if (timer === undefined) return;
			stop();
			calls.onshort();
		};
		const key = (event: KeyboardEvent) => {
			if (event.key !== 'Enter' && event.key !== ' ') return;
			event.preventDefault();
			if (event.type === 'keyup') short();
			else start();
		};
		/** A long press would otherwise open the browser's own menu. */
		const menu = (event: Event) => {
			event.preventDefault();
		};
		const listeners = [
			['pointerdown', start],
			['pointerup', short],
			['pointercancel', short],
			['pointerleave', short],
			['blur', short],
			['contextmenu', menu]
		] as const;
		for (const [name, listen] of listeners) element.addEventListener(name, listen);
		element.addEventListener('keydown', key);
		element.addEventListener('keyup', key);
		return () => {
			stop();
			for (const [name, listen] of listeners) element.removeEventListener(name, listen);
			element.removeEventListener('keydown', key);
			element.removeEventListener('keyup', key);
		};
	};
}
