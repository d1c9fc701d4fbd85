/** What the browser tells of its stores before any is opened. */

/** Whether a database of this name is there; `true` where the browser cannot say. */
export async function mayHaveDatabase(name: string): Promise<boolean> {
	if (typeof indexedDB === 'undefined') return false;
	if (typeof indexedDB.databases !== 'function') return true;
	try {
		return (await indexedDB.databases()).some((database) => database.name === name);
	} catch {
		return false;
	}
}

/** Bytes the browser still lets us keep, as it estimates it; `null` where it cannot say. */
export async function freeSpace(): Promise<number | null> {
	if (!('storage' in navigator) || typeof navigator.storage.estimate !== 'function') return null;
	const { quota, usage } = await navigator.storage.estimate();
	return quota === undefined || usage === undefined ? null : quota - usage;
}
