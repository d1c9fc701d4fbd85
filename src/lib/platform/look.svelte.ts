/**
 * Under which name and icon the app stands in the browser and among the phone's apps: its own, or plain ones that say nothing.
 * `src/boot.js` reads the same key and does the same before the first paint.
 */
import { keepPreference, preference } from './preferences.ts';

const NAME = 'Répit';
/** A word of many languages. */
export const PLAIN_NAME = 'Agenda';
const PLAIN = 'plain';

class Look {
	#plain = $state(preference('look') === PLAIN);

	get plain(): boolean {
		return this.#plain;
	}

	/** Title of every page: it names no screen, no person and no case. */
	get title(): string {
		return this.#plain ? PLAIN_NAME : NAME;
	}

	choose(plain: boolean): void {
		this.#plain = plain;
		keepPreference('look', plain ? PLAIN : null);
		for (const link of document.querySelectorAll<HTMLLinkElement>('link[data-plain]')) {
			link.dataset['usual'] ??= link.getAttribute('href') ?? '';
			link.setAttribute('href', (plain ? link.dataset['plain'] : link.dataset['usual']) ?? '');
		}
	}
}

export const look = new Look();
