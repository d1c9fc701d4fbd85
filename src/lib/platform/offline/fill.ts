/**
 * Fills the offline copy. A phone in a stairwell drops requests: each one is tried several times, what has arrived stays,
 * and the next attempt asks only for what is missing. Only whole, unaltered answers are ever kept.
 */
import { keyOf, type PrecacheEntry } from './manifest.ts';

export interface FillTools {
	fetch(request: Request): Promise<Response>;
	/** Resolves after that many milliseconds. */
	wait(ms: number): Promise<void>;
	/** From 0 to 1; spreads the tries of many phones. */
	chance(): number;
	progress(done: number, total: number): void;
}

export type FillFailure = 'network' | 'storage';

export class CopyIncomplete extends Error {
	readonly reason: FillFailure;
	readonly missing: number;
	constructor(reason: FillFailure, missing: number) {
		super(`${missing} files missing (${reason})`);
		this.reason = reason;
		this.missing = missing;
	}
}

const AT_ONCE = 4;
/** Rounds in a row that bring nothing: the network is gone, or what is missing no longer exists. */
const BARREN_ROUNDS = 5;
/** A round ends early after this many failures in a row; the next one begins with the files it did not reach. */
const FAILURES_IN_A_ROW = 12;
const FIRST_WAIT_MS = 300;
/** A slow network is not a dead one: one minute for the first try, then twice as long each round that brings nothing. */
const FIRST_LIMIT_MS = 60_000;

type KeptCache = Pick<Cache, 'keys' | 'put'>;

/**
 * Brings every entry into `cache`, in rounds: all that is missing, then what the first round lost, and so on for as long as
 * something arrives.
 * @throws CopyIncomplete when some could not be had; all that could is kept.
 */
export async function fill(
	cache: KeptCache,
	entries: readonly PrecacheEntry[],
	origin: string,
	tools: FillTools
): Promise<void> {
	const held = new Set((await cache.keys()).map((request) => request.url));
	const lostBefore = new Set<PrecacheEntry>();
	let missing = entries.filter((entry) => !held.has(origin + keyOf(entry)));
	let done = entries.length - missing.length;
	let barren = 0;

	const bring = async (entry: PrecacheEntry): Promise<boolean> => {
		const request = requestFor(entry, origin, {
			lostBefore: lostBefore.has(entry),
			limit: FIRST_LIMIT_MS * 2 ** barren
		});
		const response = await answerOrNull(tools, request);
		if (!response) {
			lostBefore.add(entry);
			return false;
		}
		try {
			await cache.put(origin + keyOf(entry), response);
		} catch {
			throw new CopyIncomplete('storage', entries.length - done);
		}
		done += 1;
		tools.progress(done, entries.length);
		return true;
	};

	tools.progress(done, entries.length);
	while (missing.length > 0) {
		const left = await round(missing, bring);
		barren = left.length < missing.length ? 0 : barren + 1;
		missing = left;
		if (barren === BARREN_ROUNDS) throw new CopyIncomplete('network', missing.length);
		if (missing.length > 0) await tools.wait(FIRST_WAIT_MS * 2 ** barren * (0.5 + tools.chance()));
	}
}

/** One try for each file, a few at once; resolves to those still missing, the ones not reached first. */
async function round(
	missing: readonly PrecacheEntry[],
	bring: (entry: PrecacheEntry) => Promise<boolean>
): Promise<PrecacheEntry[]> {
	const queue = [...missing];
	const lost: PrecacheEntry[] = [];
	let inARow = 0;
	const work = async () => {
		while (inARow < FAILURES_IN_A_ROW) {
			const entry = queue.shift();
			if (!entry) return;
			const arrived = await bring(entry);
			inARow = arrived ? 0 : inARow + 1;
			if (!arrived) lost.push(entry);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return [...queue, ...lost];
}

/** The request for one file. Its `integrity` makes the browser refuse a cut, altered or replaced answer (a hotel's log-in page). */
export function requestFor(
	entry: PrecacheEntry,
	origin: string,
	{ lostBefore = false, limit = FIRST_LIMIT_MS } = {}
): Request {
	return new Request(origin + entry.url, {
		integrity: entry.integrity,
		credentials: 'same-origin',
		redirect: 'error',
		// What the page has just fetched is asked for again only in a word (304), so that the headers kept are today's.
		cache: lostBefore ? 'reload' : 'no-cache',
		signal: AbortSignal.timeout(limit)
	});
}

async function answerOrNull(tools: FillTools, request: Request): Promise<Response | null> {
	try {
		const response = await tools.fetch(request);
		return response.ok && response.type === 'basic' ? response : null;
	} catch {
		return null;
	}
}
