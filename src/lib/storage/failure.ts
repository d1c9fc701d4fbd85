/** What can go wrong under the store, in three words; anything else is a defect of ours and is thrown on. */

/** `full`: no room. `lost`: the connection died and did not come back. `unavailable`: this browser gives no storage here. */
export type StorageFailure = 'full' | 'lost' | 'unavailable';

const LOST = new Set([
	'AbortError',
	'DatabaseClosedError',
	'InvalidStateError',
	'NotFoundError',
	'OpenFailedError',
	'TimeoutError',
	'TransactionInactiveError',
	'UnknownError'
]);
const UNAVAILABLE = new Set(['MissingAPIError', 'SecurityError', 'NotAllowedError', 'VersionError']);

/** Reads an error, and the errors inside it, as Dexie and the browsers word them; `null` for a defect of ours. */
export function failureOf(error: unknown): StorageFailure | null {
	const names = new Set<string>();
	for (let at: unknown = error, depth = 0; at instanceof Object && depth < 5; depth++) {
		if ('name' in at && typeof at.name === 'string') names.add(at.name);
		at = 'inner' in at ? at.inner : undefined;
	}
	if (names.has('QuotaExceededError')) return 'full';
	if ([...names].some((name) => UNAVAILABLE.has(name))) return 'unavailable';
	return [...names].some((name) => LOST.has(name)) ? 'lost' : null;
}
