/** Writes the list of the offline copy into the service worker: path, hash of the bytes, hash of the headers. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrecacheEntry } from '../lib/platform/offline/manifest.ts';
import { headersFor, policyOf } from './headers.ts';

/** Pages that are painted before any code runs; every other page is drawn by the shell. */
const PAGES = ['index', 'shell', 'permit', 'screen', 'urgent', 'calendar'];

export const PRECACHED = [
	'client/**/*.{js,css,png,svg,woff2,webmanifest}',
	`prerendered/pages/{${PAGES.join(',')}}.html`
];

/** For workbox-build: file details in, entries of `src/lib/platform/offline/manifest.ts` out. */
export function precacheManifest(output: string) {
	return async (files: readonly { readonly url: string; readonly size: number }[]) => ({
		manifest: await Promise.all(
			files.map(async ({ url, size }) => ({ ...(await entryOf(join(output, url), pathOf(url))), size }))
		)
	});
}

async function entryOf(file: string, url: string): Promise<PrecacheEntry> {
	const bytes = await readFile(file);
	const headers = headersFor(url, file.endsWith('.html') ? policyOf(bytes.toString()) : null);
	return {
		url,
		revision: createHash('sha256').update(JSON.stringify(headers)).digest('hex').slice(0, 6),
		integrity: `sha256-${createHash('sha256').update(bytes).digest('base64')}`
	};
}

/** `client/boot.js` → `/boot.js`; `prerendered/pages/index.html` → `/`; `prerendered/pages/permit.html` → `/permit`. */
export function pathOf(file: string): string {
	return file
		.replace(/^client\//, '/')
		.replace(/^prerendered\/pages\//, '/')
		.replace(/(?<=^|\/)index\.html$/, '')
		.replace(/\.html$/, '');
}
