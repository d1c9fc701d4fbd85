/** Vaults that one phone may have, of several people; each has a database of its own, and nothing in common with the others. */
export const MAX_VAULTS = 4;

/** Of the first vault, and of those after it. */
const DATABASE = 'repit';

/** `vault`: from 1. */
export function databaseOf(vault: number): string {
	return vault === 1 ? DATABASE : `${DATABASE}-${vault}`;
}
