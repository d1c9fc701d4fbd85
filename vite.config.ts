import { sveltekit } from '@sveltejs/kit/vite';
import { SvelteKitPWA } from '@vite-pwa/sveltekit';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [
		sveltekit(),
		SvelteKitPWA({
			strategies: 'injectManifest',
			srcDir: 'src',
			filename: 'service-worker.ts',
			registerType: 'prompt',
			injectRegister: false,
			manifest: false, // static/manifest.webmanifest is written by hand
			base: '/',
			scope: '/',
			kit: { base: '/' },
			injectManifest: {
				globPatterns: [
					'client/**/*.{js,css,png,svg,woff2,webmanifest}',
					'prerendered/**/{index,shell,permit,screen,urgent}.html'
				],
				maximumFileSizeToCacheInBytes: 3_000_000
			}
		})
	],
	worker: { format: 'es' },
	build: { target: 'es2022' },
	test: {
		include: ['src/**/*.test.ts', 'tests/law/**/*.test.ts', 'tests/architecture/**/*.test.ts', 'tests/vectors/**/*.test.ts', 'tests/attacks/**/*.test.ts', 'tests/faults/**/*.test.ts'],
		environment: 'node',
		testTimeout: 20_000
	}
});
