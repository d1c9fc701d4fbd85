/** Looks into the offline copy: what the service worker was told to keep, and what it has kept. */
import type { Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { CACHE } from '../../src/lib/platform/offline/versions.ts';
import type { PrecacheEntry } from '../../src/lib/platform/offline/manifest.ts';

const BUILD = join(import.meta.dirname, '../../build');

/** The list inside the built service worker. */
export function precacheList(): PrecacheEntry[] {
	const script = readFileSync(join(BUILD, 'client/service-worker.js'), 'utf8');
	const list = /\[\{"integrity".*?\}\]/.exec(script)?.[0];
	if (!list) throw new Error('no list in the service worker');
	return JSON.parse(list) as PrecacheEntry[];
}

/** Bytes of a file of the build, by the path it is served at. */
export function builtFile(url: string): Buffer {
	const name = url === '/' ? '/index' : url;
	return readFileSync(/\.\w+$/.test(name) ? join(BUILD, 'client', name) : join(BUILD, 'prerendered', `${name}.html`));
}

/** What the list costs on the network, each file compressed as the server does. */
export function transferred(urls: readonly string[]): number {
	return urls.reduce((sum, url) => sum + brotliCompressSync(builtFile(url)).length, 0);
}

export const digest = (bytes: Buffer): string => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

/** Path and hash of everything in the copy, read in the page. */
export async function kept(page: Page): Promise<Map<string, string>> {
	const found = await page.evaluate(async (name) => {
		const cache = await caches.open(name);
		const files: [string, string][] = [];
		for (const request of await cache.keys()) {
			const path = new URL(request.url).pathname;
			const body = await (await cache.match(request))?.arrayBuffer();
			if (!body || path.startsWith('/.')) continue;
			const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
			files.push([path, `sha256-${btoa(String.fromCharCode(...hash))}`]);
		}
		return files;
	}, CACHE);
	return new Map(found);
}

/** Waits until the whole copy is on the phone and in charge. */
export async function complete(page: Page): Promise<void> {
	await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 90_000 });
}
