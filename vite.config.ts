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
		include: [
			'src/**/*.test.ts',
			'tests/law/**/*.test.ts',
			'tests/architecture/**/*.test.ts',
			'tests/vectors/**/*.test.ts',
			'tests/attacks/**/*.test.ts',
			'tests/faults/**/*.test.ts',
			'tests/server/**/*.test.ts'
		],
		environment: 'node',
		// Left alone, one processor of two stands idle.
		maxWorkers: '100%',
		testTimeout: 20_000
	}
});
