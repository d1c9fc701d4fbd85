import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { fileURLToPath } from 'node:url';
import icons from 'unplugin-icons/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { catalogFaults } from './src/tools/catalogs.ts';
import { CHUNKS } from './src/tools/chunks.ts';
import { PRECACHED, precacheManifest } from './src/tools/precache.ts';

/** A missing or broken message stops the build. */
function completeCatalogs(): Plugin {
	return {
		name: 'repit-catalogs',
		apply: 'build',
		buildStart() {
			const faults = catalogFaults(fileURLToPath(new URL('.', import.meta.url)));
			if (faults.length > 0) this.error(`catalogs:\n${faults.join('\n')}`);
		}
	};
}

const TESTS = ['src/**/*.test.ts', 'tests/{architecture,attacks,bench,deploy,faults,law,server,vectors}/**/*.test.ts'];

/**
 * What changes the platform for its own ends (its cryptography, its clock, its chance), or wants the cryptography that ships, gets a
 * world of its own. The others share one for each worker, and a quick Argon2id: to load everything anew for each file cost as much as
 * half of the tests.
 */
const ALONE = [
	'src/lib/crypto/*.test.ts',
	'src/lib/{storage,voices}/store.test.ts',
	'src/lib/vault/{client,core}.test.ts',
	'tests/attacks/{circle-histories,deaths,entries,histories,histories-more,secrets,stand-ins}.test.ts',
	'tests/vectors/*.test.ts'
];

export default defineConfig({
	plugins: [
		completeCatalogs(),
		sveltekit(),
		// Drawn at build time; every icon stands beside words or in a button with a name.
		icons({
			compiler: 'svelte',
			iconCustomizer(_collection, _icon, attributes) {
				attributes['aria-hidden'] = 'true';
			}
		}),
		SvelteKitPWA({
			strategies: 'injectManifest',
			srcDir: 'src',
			filename: 'service-worker.ts',
			registerType: 'prompt',
			injectRegister: false,
			manifest: false, // static/manifest.webmanifest is written by hand
			scope: '/',
			injectManifest: {
				globPatterns: PRECACHED,
				manifestTransforms: [precacheManifest('.svelte-kit/output')],
				maximumFileSizeToCacheInBytes: 3_000_000
			}
		})
	],
	worker: { format: 'es' },
	build: { target: 'es2022' },
	environments: { client: { build: { rolldownOptions: { output: { codeSplitting: CHUNKS } } } } },
	test: {
		environment: 'node',
		// Left alone, one processor of two stands idle.
		maxWorkers: '100%',
		testTimeout: 20_000,
		projects: [
			{
				extends: true,
				resolve: { alias: { 'hash-wasm': fileURLToPath(new URL('tests/support/quick-argon2.ts', import.meta.url)) } },
				test: { name: 'together', include: TESTS, exclude: ALONE, isolate: false }
			},
			{ extends: true, test: { name: 'alone', include: ALONE } }
		]
	}
});
