/**
 * What the offline copy is made of. The build writes the list into the service worker (src/tools/precache.ts); every file
 * is named by its path and by the hash of its bytes and of the headers it must keep, so that a file which has not changed
 * is never fetched twice, whatever version asks for it.
 */
export interface PrecacheEntry {
	/** Path on this origin: `/permit`, `/_app/immutable/…`. */
	readonly url: string;
	/** Short hash of the response headers the file is served with (a Worker's policy lives there). */
	readonly revision: string;
	/** `sha256-…` of the bytes; the browser itself refuses anything else. */
	readonly integrity: string;
}

/** Answers every address that is not in the list: the empty shell, which draws the page. */
export const SHELL = '/shell';

const DIGEST_START = 'sha256-'.length;
const DIGEST_KEPT = 16;

/** Name of an entry in the cache; two entries with one key are the same bytes under the same headers. */
export function keyOf({ url, revision, integrity }: PrecacheEntry): string {
	const digest = integrity.slice(DIGEST_START, DIGEST_START + DIGEST_KEPT);
	return `${url}?${new URLSearchParams({ v: `${revision}.${digest}` }).toString()}`;
}
