/// <reference lib="webworker" />
/**
 * The service worker: keeps a whole copy of the app on the phone and answers from it. A new version waits until the
 * page says that nothing is under way (src/lib/platform/service-worker.svelte.ts); it never takes over by itself. Where the browser
 * wakes it for that, it sends the courier of a locked vault, and lets nothing else wait for it.
 */
import { version } from '$service-worker';
import { byPath, sourceOf } from './lib/platform/offline/answer.ts';
import { CopyIncomplete, fill, requestFor } from './lib/platform/offline/fill.ts';
import { keyOf, type PrecacheEntry } from './lib/platform/offline/manifest.ts';
import {
	GIVE_WAY_CHANNEL,
	OFFLINE_CHANNEL,
	TAKE_OVER,
	WHICH_VERSION,
	type OfflineNews
} from './lib/platform/offline/messages.ts';
import { CACHE, takeCharge } from './lib/platform/offline/versions.ts';
import { createTransport } from './lib/platform/transport.ts';
import { openCourierStore } from './lib/storage/courier.ts';
import { MAX_VAULTS } from './lib/storage/name.ts';
import { errandOf, type Errand } from './lib/sync/courier/errand.ts';
import { courierLockOf, ERRAND } from './lib/sync/courier/names.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly PrecacheEntry[] };

/** Not in the library's types. */
interface SyncEvent extends ExtendableEvent {
	readonly tag: string;
}

const entries = self.__WB_MANIFEST;
const paths = byPath(entries);
const { origin } = self.location;
/** Made when first needed: nothing may hold up the answer to a page. */
let channel: BroadcastChannel | null = null;
let opened: Promise<Cache> | null = null;
let errands: readonly Errand[] | null = null;

// Begun before the first request is handed over.
copy().catch(() => undefined);

self.addEventListener('install', (event) => {
	event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
	event.waitUntil(activate());
});

self.addEventListener('fetch', (event) => {
	// Somebody opens the app, and may be about to unlock it.
	if (event.request.mode === 'navigate') giveWay();
	const source = sourceOf(event.request, origin, paths);
	if (source.from === 'entry') event.respondWith(fromCopy(source.entry));
	else if (source.from === 'earlier') event.respondWith(fromEarlier(event.request));
});

self.addEventListener('message', (event) => {
	if (event.data === TAKE_OVER) void self.skipWaiting();
	if (event.data === WHICH_VERSION) event.ports[0]?.postMessage(version);
});

// Background Sync, which not every browser has: nothing depends on it.
self.addEventListener('sync', (event) => {
	const asked = event as SyncEvent;
	if (asked.tag === ERRAND) asked.waitUntil(runErrands());
});

/** One handle for the life of this worker: opening it anew for each file of a page took as long as reading the file. */
function copy(): Promise<Cache> {
	opened ??= caches.open(CACHE).catch((error: unknown) => {
		opened = null;
		throw error;
	});
	return opened;
}

async function install(): Promise<void> {
	try {
		await fill(await copy(), entries, origin, {
			fetch: (request) => fetch(request),
			wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
			chance: Math.random,
			progress(done, total) {
				tell({ kind: 'progress', done, total });
			}
		});
	} catch (error) {
		tell({ kind: 'failed', reason: error instanceof CopyIncomplete ? error.reason : 'storage' });
		throw error;
	}
}

/** On the first install the page at hand is taken in charge at once, so that "ready offline" is true for it too. */
async function activate(): Promise<void> {
	const first = await takeCharge(await copy(), entries, origin);
	if (first) await self.clients.claim();
}

/** A file the browser has lost is fetched anew and kept, under the same proof as at the install. */
async function fromCopy(entry: PrecacheEntry): Promise<Response> {
	const cache = await copy();
	const kept = await cache.match(origin + keyOf(entry));
	if (kept) return kept;
	const fresh = await fetch(requestFor(entry, origin));
	if (fresh.ok) await cache.put(origin + keyOf(entry), fresh.clone());
	return fresh;
}

async function fromEarlier(request: Request): Promise<Response> {
	const cache = await copy();
	return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** Of every vault that this phone may have: one that has none is through at once. Throws where one of them is not done. */
async function runErrands(): Promise<void> {
	errands ??= newErrands();
	const ran = await Promise.allSettled(errands.map((errand) => errand.run()));
	const unfinished = ran.find((how) => how.status === 'rejected');
	if (unfinished) throw unfinished.reason;
}

function giveWay(): void {
	for (const errand of errands ?? []) errand.giveWay();
}

function newErrands(): readonly Errand[] {
	// The next version waits until nothing is under way in this one.
	new BroadcastChannel(GIVE_WAY_CHANNEL).onmessage = giveWay;
	return Array.from({ length: MAX_VAULTS }, (_, i) => newErrand(i + 1));
}

function newErrand(vault: number): Errand {
	const transport = createTransport(origin);
	return errandOf({
		store: openCourierStore({ indexedDB, vault }),
		post: (path, body, bearer) => transport.post(path, body, bearer),
		origin,
		elapsed: () => performance.now(),
		chance: Math.random,
		aloneNow: (work) =>
			navigator.locks.request(courierLockOf(vault), { ifAvailable: true }, async (lock) => (lock ? work() : 'not-now'))
	});
}

function tell(news: OfflineNews): void {
	channel ??= new BroadcastChannel(OFFLINE_CHANNEL);
	channel.postMessage(news);
}
