import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sourceVersion } from './src/tools/version.mjs';

/** Hash of the inline style SvelteKit gives its route announcer; a test fails when an upgrade changes it. */
const ROUTE_ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

const BOOT_SCRIPT = `sha256-${createHash('sha256')
	.update(readFileSync(new URL('src/boot.js', import.meta.url)))
	.digest('base64')}`;

const TRUSTED_TYPES = {
	'require-trusted-types-for': ['script'],
	'trusted-types': [
		'svelte-trusted-html',
		'sveltekit-trusted-url',
		'repit-worker',
		'repit-signing',
		'repit-service-worker'
	]
};

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
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval', BOOT_SCRIPT],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-hashes', ROUTE_ANNOUNCER_STYLE],
				'img-src': ['self', 'data:', 'blob:'],
				'media-src': ['self', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				// Vite's development overlay writes HTML by itself; the built app never does.
				...(process.argv.includes('dev') ? {} : TRUSTED_TYPES)
			}
		}
	}
};
