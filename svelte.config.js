import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { DIRECTIVES } from './src/tools/policy.mjs';
import { sourceVersion } from './src/tools/version.mjs';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ precompress: true }),
		version: { name: sourceVersion() },
		alias: { $messages: 'messages' },
		// In the page itself: five files fewer to wait for before the first paint.
		inlineStyleThreshold: 8192,
		// Relative asset paths break deep links that the precached shell answers offline.
		paths: { relative: false },
		// Registered by src/lib/platform/service-worker.ts, which owns the moment of an update.
		serviceWorker: { register: false },
		prerender: { entries: ['*', '/shell'] },
		csp: {
			mode: 'auto',
			directives: DIRECTIVES
		}
	}
};
