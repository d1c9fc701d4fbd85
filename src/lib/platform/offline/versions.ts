/**
 * Which files belong to the version in charge and to the one before it. The one before is kept until the next update, so
 * that a tab still running it finds its code; everything older goes.
 */
import { keyOf, type PrecacheEntry } from './manifest.ts';

/** Name of the one cache; a new layout of it takes a new name. */
export const CACHE = 'repit-offline-1';

const RECORD = '/.offline/versions';

interface Versions {
	readonly current: readonly string[];
	readonly previous: readonly string[];
}

type KeptCache = Pick<Cache, 'keys' | 'put' | 'match' | 'delete'>;

/** Puts a complete version in charge; resolves to `true` when it is the first on this phone. */
export async function takeCharge(
	cache: KeptCache,
	entries: readonly PrecacheEntry[],
	origin: string
): Promise<boolean> {
	const before = await read(cache, origin);
	const next = succeed(before, entries.map(keyOf));
	await cache.put(origin + RECORD, new Response(JSON.stringify(next)));
	const kept = new Set([...next.current, ...next.previous, RECORD].map((key) => origin + key));
	for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
	return before.current.length === 0;
}

/** The version in charge becomes the previous one; the same version again changes nothing. */
export function succeed(before: Versions, own: readonly string[]): Versions {
	const same = own.length === before.current.length && own.every((key) => before.current.includes(key));
	return { current: own, previous: same ? before.previous : before.current };
}

/** A damaged record counts as none: its files are fetched again with the next version. */
async function read(cache: KeptCache, origin: string): Promise<Versions> {
	try {
		const found: unknown = await (await cache.match(origin + RECORD))?.json();
		if (isVersions(found)) return found;
	} catch {
		// Not JSON any more: as if there were none.
	}
	return { current: [], previous: [] };
}

function isVersions(value: unknown): value is Versions {
	if (typeof value !== 'object' || value === null) return false;
	const { current, previous } = value as Record<string, unknown>;
	return [current, previous].every((list) => Array.isArray(list) && list.every((key) => typeof key === 'string'));
}
