/** What of the app is on this phone, taken off it. A part that the browser will not let go of keeps none of the others. */

/** The database of one vault; what else there is stays. */
export function eraseDatabase(name: string): Promise<void> {
	return new Promise((resolve) => {
		if (typeof indexedDB === 'undefined') {
			resolve();
			return;
		}
		const asked = indexedDB.deleteDatabase(name);
		asked.onsuccess =
			asked.onerror =
			asked.onblocked =
				() => {
					resolve();
				};
	});
}

/** Everything: databases, offline copy, files, settings and the service worker. What is on the screen stays until it is left. */
export async function erasePhone(databases: readonly string[]): Promise<void> {
	await Promise.allSettled([...(await databasesHere()), ...databases].map(eraseDatabase));
	await Promise.allSettled([eraseCaches(), eraseFiles(), unregister()]);
	for (const storage of [() => localStorage, () => sessionStorage]) {
		try {
			storage().clear();
		} catch {
			// Storage refused: nothing was ever there.
		}
	}
}

async function databasesHere(): Promise<readonly string[]> {
	if (typeof indexedDB === 'undefined' || typeof indexedDB.databases !== 'function') return [];
	return (await indexedDB.databases()).flatMap(({ name }) => (name === undefined ? [] : [name]));
}

async function eraseCaches(): Promise<void> {
	if (typeof caches === 'undefined') return;
	await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

/** The browser's own file system for this address; the app keeps nothing there, and an older version never did. */
async function eraseFiles(): Promise<void> {
	const root = await navigator.storage.getDirectory();
	// Not in the library's types everywhere.
	const names = (root as FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }).keys();
	for await (const name of names) await root.removeEntry(name, { recursive: true });
}

async function unregister(): Promise<void> {
	const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
	await Promise.all(registrations.map((registration) => registration.unregister()));
}
