/**
 * Remembers outside the databases which vaults this phone has, so that a store the browser has thrown away is told from one that
 * never was. It says no more than the databases' own existence, and a wipe removes both. Browsers that clear everything
 * of a site at once clear it too: then the app cannot know, and says "no vault on this phone".
 */
import { MAX_VAULTS } from '$lib/storage/name';

const KEY = 'repit.store';

/** Numbers of the vaults, from 1, ascending. */
export function vaultsSeen(): readonly number[] {
	try {
		const seen = (localStorage.getItem(KEY) ?? '').split(',').map(Number);
		return seen.filter((vault) => Number.isInteger(vault) && vault >= 1 && vault <= MAX_VAULTS).sort((a, b) => a - b);
	} catch {
		return [];
	}
}

export function storeMarker(vault: number) {
	const write = (vaults: readonly number[]) => {
		try {
			if (vaults.length > 0) localStorage.setItem(KEY, [...new Set(vaults)].join(','));
			else localStorage.removeItem(KEY);
		} catch {
			// Storage refused: an emptied store will be taken for none.
		}
	};
	return {
		seen: () => vaultsSeen().includes(vault),
		keep: () => {
			write([...vaultsSeen(), vault].sort((a, b) => a - b));
		},
		forget: () => {
			write(vaultsSeen().filter((other) => other !== vault));
		}
	};
}
