/** The pages that are measured, built as the app is. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = fileURLToPath(new URL('pages', import.meta.url));

export async function buildPages(outDir: string): Promise<void> {
	await build({
		configFile: false,
		root: PAGES,
		logLevel: 'warn',
		resolve: { alias: { $lib: join(ROOT, 'src/lib') } },
		worker: { format: 'es' },
		build: {
			outDir,
			emptyOutDir: true,
			target: 'es2022',
			rolldownOptions: { input: [join(PAGES, 'index.html'), join(PAGES, 'sync.html')] }
		}
	});
}

/** The pages of the other stores, put beside those; `from` has the packages they need. */
export async function buildPeers(from: string, outDir: string): Promise<void> {
	await build({
		configFile: false,
		root: from,
		logLevel: 'error',
		define: { global: 'globalThis' },
		resolve: { alias: { $bench: join(ROOT, 'tests/bench') } },
		build: {
			outDir,
			emptyOutDir: false,
			target: 'es2022',
			rolldownOptions: { input: [join(from, 'pouch.html'), join(from, 'rx.html')] }
		}
	});
}
