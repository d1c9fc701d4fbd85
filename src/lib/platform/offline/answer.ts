/** Where the answer to a request comes from: always this phone first, so that nothing on screen waits for the network. */
import { SHELL, type PrecacheEntry } from './manifest.ts';

/** `entry`: from the copy. `earlier`: perhaps from the version before. `network`: not ours to keep. */
export type Source =
	| { readonly from: 'entry'; readonly entry: PrecacheEntry }
	| { readonly from: 'earlier' }
	| { readonly from: 'network' };

interface Asked {
	readonly method: string;
	readonly mode: string;
	readonly url: string;
}

/** Decides for a request of this origin; pages that are not in the copy are drawn by the shell. */
export function sourceOf(request: Asked, origin: string, entries: ReadonlyMap<string, PrecacheEntry>): Source {
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== origin || url.pathname.startsWith('/api/')) return { from: 'network' };
	const entry = entries.get(url.pathname) ?? (request.mode === 'navigate' ? entries.get(SHELL) : undefined);
	if (entry) return { from: 'entry', entry };
	return url.pathname.startsWith('/_app/immutable/') ? { from: 'earlier' } : { from: 'network' };
}

export function byPath(entries: readonly PrecacheEntry[]): ReadonlyMap<string, PrecacheEntry> {
	return new Map(entries.map((entry) => [entry.url, entry]));
}
