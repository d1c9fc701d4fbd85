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
