import 'vite-plugin-pwa/info';
import '@vite-pwa/sveltekit';
import 'unplugin-icons/types/svelte';
import type { SyncServer } from '$lib/server';

declare global {
	namespace App {
		interface Locals {
			/** Not there while pages are prerendered. */
			sync: SyncServer;
		}
		/** What the browser's history may know: a place in the interview, never an answer. */
		interface PageState {
			place?: { readonly at: number; readonly view: 'question' | 'answers' | 'result' };
			/** How many places lie before this one. */
			depth?: number;
			/** A place in the screening: its number since the page was opened, not which point it is. */
			screen?: number;
		}
	}
}

export {};
