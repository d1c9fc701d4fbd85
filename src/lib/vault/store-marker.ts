/**
 * Remembers outside the database that there was one, so that a store the browser has thrown away is told from one that
 * never was. It says no more than the database's own existence, and a wipe removes both. Browsers that clear everything
 * of a site at once clear it too: then the app cannot know, and says "no vault on this phone".
 */
const KEY = 'repit.store';

export const storeMarker = {
	seen(): boolean {
		try {
			return localStorage.getItem(KEY) !== null;
		} catch {
			return false;
		}
	},
	keep(): void {
		try {
			localStorage.setItem(KEY, '1');
		} catch {
			// Storage refused: an emptied store will be taken for none.
		}
	},
	forget(): void {
		try {
			localStorage.removeItem(KEY);
		} catch {
			// Storage refused: it was never kept.
		}
	}
};
