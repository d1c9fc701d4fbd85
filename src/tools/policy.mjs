// The content security policy, apart from the build's settings: the server sends it too, and has no building tools.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Hash of the inline style SvelteKit gives its route announcer; a test fails when an upgrade changes it. */
const ROUTE_ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

const BOOT_SCRIPT = `sha256-${createHash('sha256')
	.update(readFileSync(new URL('../boot.js', import.meta.url)))
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

export const DIRECTIVES = {
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
};
