/**
 * A page that does everything the app must never do: writes words in clear into each store a browser has, each place with
 * a word of its own. What looks for words has to find every one of them before its "nothing found" means anything.
 */
import type { Page } from '@playwright/test';
import { createServer } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Where a word is written, and in what dress. */
export const PLACES = [
	'local storage, one byte a letter',
	'local storage, two bytes a letter',
	'local storage, with accents',
	'IndexedDB, one byte a letter',
	'IndexedDB, two bytes a letter',
	'IndexedDB, name of an entry',
	'IndexedDB, packed value',
	'IndexedDB, packed table',
	'IndexedDB, file',
	'IndexedDB, base64',
	'offline cache, body',
	'offline cache, base64',
	'offline cache, address',
	'offline cache, gzip',
	'browser cache, brotli',
	'history, title',
	'history, address',
	'history, address with accents',
	'history, state',
	'cookie'
] as const;
export type Place = (typeof PLACES)[number];
export type Planted = Readonly<Record<Place, string>>;

export interface Control {
	readonly url: string;
	close(): void;
}

export async function controlPage(planted: Planted): Promise<Control> {
	const server = createServer((request, response) => {
		if (request.url !== '/cached') {
			response.setHeader('content-type', 'text/html; charset=utf-8');
			response.end('<!doctype html><title>control</title>');
			return;
		}
		response.writeHead(200, {
			'content-type': 'text/plain',
			'content-encoding': 'br',
			'cache-control': 'max-age=86400'
		});
		response.end(brotliCompressSync(hidden(planted['browser cache, brotli'])));
	});
	await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { url: `http://localhost:${address.port}/`, close: () => server.close() };
}

/** A text that packs well, so that the word in it no longer stands on the disk as it is. */
function hidden(word: string): string {
	return `${word.slice(0, 8)} ${word.slice(8)} ${word} `.repeat(200);
}

/** Runs in the page. */
export async function writeInClear(page: Page, planted: Planted): Promise<void> {
	const packed = [...gzipSync(hidden(planted['offline cache, gzip']))];
	await page.evaluate(
		async ({ words, gzip, bulky }) => {
			const wide = (word: string) => `${word} →`; // an arrow makes the browser keep the text two bytes a letter
			localStorage.setItem('narrow', words['local storage, one byte a letter']);
			localStorage.setItem('wide', wide(words['local storage, two bytes a letter']));
			localStorage.setItem('accents', words['local storage, with accents']);
			document.title = words['history, title'];
			history.pushState({ word: words['history, state'] }, '', `?q=${words['history, address']}`);
			history.pushState(null, '', `?q=${words['history, address with accents']}`);
			document.cookie = `word=${words['cookie']}; max-age=86400`;
			await (await fetch('/cached')).text();
			const cache = await caches.open('words');
			await cache.put('/plain', new Response(words['offline cache, body']));
			await cache.put('/base64', new Response(btoa(`xx${words['offline cache, base64']}xx`)));
			await cache.put('/gzip', new Response(new Uint8Array(gzip)));
			await cache.put(`/${words['offline cache, address']}`, new Response('x'));

			const opening = indexedDB.open('words', 1);
			opening.onupgradeneeded = () => opening.result.createObjectStore('words');
			await new Promise((resolve) => (opening.onsuccess = resolve));
			const write = async (fill: (store: IDBObjectStore) => void) => {
				const writing = opening.result.transaction('words', 'readwrite', { durability: 'strict' });
				fill(writing.objectStore('words'));
				await new Promise((resolve) => (writing.oncomplete = resolve));
			};
			await write((store) => {
				store.put({ word: words['IndexedDB, packed table'] }, 'table');
			});
			// Some megabytes more, so that the database writes its first entries into a packed table.
			for (let round = 0; round < 12; round += 1) {
				await write((store) => {
					for (let entry = 0; entry < 400; entry += 1)
						store.put(`${round} ${entry} abcdefgh`.repeat(90), `${round} ${entry}`);
				});
			}
			await write((store) => {
				store.put({ word: words['IndexedDB, one byte a letter'] }, 'narrow');
				store.put({ word: wide(words['IndexedDB, two bytes a letter']) }, 'wide');
				store.put(1, words['IndexedDB, name of an entry']);
				store.put(bulky, 'packed');
				store.put(new Blob([words['IndexedDB, file']]), 'file');
				store.put(btoa(`x${words['IndexedDB, base64']}x`), 'base64');
			});
			opening.result.close();
		},
		{ words: planted, gzip: packed, bulky: hidden(planted['IndexedDB, packed value']).repeat(10) }
	);
}
