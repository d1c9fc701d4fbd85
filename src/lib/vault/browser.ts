/** The vault of this page, on the browser's own parts. */
import url from './vault.worker.ts?worker&url';
import { ERRAND } from '$lib/sync/courier/names';
import { LOCK_CHANNEL, VaultClient } from './client.ts';
import { workerName } from './protocol.ts';
import { storeMarker } from './store-marker.ts';
import type { Obstacle, Vault } from './types.ts';

/**
 * One for each page, of one of the vaults of this phone, from 1. The Worker starts at the first question that needs it. `again`: asks
 * whoever is there for the passphrase once more.
 */
export function createVault(number: number, again: () => Promise<boolean>): Vault {
	const vault = new VaultClient({
		spawn: () => new Worker(workerUrl(), { type: 'module', name: workerName(number, false) }),
		carry: () => new Worker(workerUrl(), { type: 'module', name: workerName(number, true) }),
		sendLater: () => void sendLater().catch(() => undefined),
		// All vaults lock together; what has changed concerns the tabs of one.
		channel: (name) => new BroadcastChannel(name === LOCK_CHANNEL || number === 1 ? name : `${name}-${number}`),
		obstacles: pageObstacles,
		after: (ms, call) => setTimeout(call, ms),
		marker: storeMarker(number),
		again
	});
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') vault.hidden();
	});
	return vault;
}

/** Background Sync, where there is one: in the service worker, once there is a network. Nothing depends on it. */
async function sendLater(): Promise<void> {
	const registration: (ServiceWorkerRegistration & { readonly sync?: SyncManager }) | undefined =
		await navigator.serviceWorker?.getRegistration();
	await registration?.sync?.register(ERRAND);
}

/** Not in the library's types. */
interface SyncManager {
	register(tag: string): Promise<void>;
}

function pageObstacles(): readonly Obstacle[] {
	// Over plain http the other parts are missing because of it; naming them too would mislead.
	if (!globalThis.isSecureContext) return ['insecure-address'];
	const missing: readonly Obstacle[] = [
		...(typeof indexedDB === 'undefined' ? (['no-indexeddb'] as const) : []),
		...('locks' in navigator ? [] : (['no-locks'] as const))
	];
	return missing.length > 0 && isLockedDown() ? ['lockdown'] : missing;
}

/** Whether a passphrase is stretched without WebAssembly here: twenty to forty times slower. */
export function stretchesSlowly(): boolean {
	return typeof WebAssembly === 'undefined';
}

/** Lockdown Mode of iOS and macOS, by what it takes away together: no browser that is merely old lacks just these. */
function isLockedDown(): boolean {
	const taken = typeof WebAssembly === 'undefined' && !('caches' in globalThis);
	return taken && /Mac|iPhone|iPad|iPod/.test(navigator.userAgent);
}

let policy: { createScriptURL(url: string): unknown } | undefined;

/** The one script URL this policy lets through. */
function workerUrl(): string {
	if (!window.trustedTypes) return url;
	policy ??= window.trustedTypes.createPolicy('repit-worker', {
		createScriptURL(candidate: string) {
			if (candidate !== url) throw new TypeError('not our Worker');
			return candidate;
		}
	});
	// The DOM library types the constructor with strings only.
	return policy.createScriptURL(url) as string;
}
