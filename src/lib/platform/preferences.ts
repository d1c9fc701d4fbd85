/** The only things the open zone keeps on the phone: language, theme, text size, and under which name and icon it stands there. `src/boot.js` reads the same keys. */
const PREFIX = 'repit.';
export type Preference = 'locale' | 'theme' | 'text' | 'look';

/** `null` when nothing is kept, or where the browser refuses storage (private window). */
export function preference(name: Preference): string | null {
	try {
		return localStorage.getItem(PREFIX + name);
	} catch {
		return null;
	}
}

/** Keeps a preference, or forgets it with `null`; where storage is refused it lasts as long as the page. */
export function keepPreference(name: Preference, value: string | null): void {
	try {
		if (value === null) localStorage.removeItem(PREFIX + name);
		else localStorage.setItem(PREFIX + name, value);
	} catch {
		// Storage refused: the choice still holds until the page closes.
	}
}
