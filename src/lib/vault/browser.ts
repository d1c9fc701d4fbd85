/** The vault of this page, on the browser's own parts. */
import url from './vault.worker.ts?worker&url';
import { VaultClient } from './client.ts';
import { COURIER } from './protocol.ts';
import { storeMarker } from './store-marker.ts';
import type { Obstacle, Vault } from './types.ts';

/** One for each page. The Worker starts at the first question that needs it. */
export function createVault(): Vault {
	return new VaultClient({
		spawn: () => new Worker(workerUrl(), { type: 'module' }),
		carry: () => new Worker(workerUrl(), { type: 'module', name: COURIER }),
		channel: (name) => new BroadcastChannel(name),
		obstacles: pageObstacles,
		after: (ms, call) => setTimeout(call, ms),
		marker: storeMarker
	});
}

function pageObstacles(): readonly Obstacle[] {
	// Over plain http the other parts are missing because of it; naming them too would mislead.
	if (!globalThis.isSecureContext) return ['insecure-address'];
	return [
		...(typeof indexedDB === 'undefined' ? (['no-indexeddb'] as const) : []),
		...('locks' in navigator ? [] : (['no-locks'] as const)),
		...(typeof WebAssembly === 'undefined' ? (['no-wasm'] as const) : [])
	];
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
