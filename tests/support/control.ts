/**
 * A page that does everything the app must never do: writes words in clear into each store a browser has. What looks for
 * words has to find them all here before its "nothing found" means anything.
 */
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';

export interface Control {
	readonly url: string;
	close(): void;
}

export async function controlPage(): Promise<Control> {
	const server: Server = createServer((_request, response) => {
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end('<!doctype html><title>control</title>');
	});
	await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { url: `http://localhost:${address.port}/`, close: () => server.close() };
}

/** Runs in the page. Each word goes to each store; in the last one it is built from halves, so that packing hides it. */
export async function writeInClear(page: Page, words: readonly string[]): Promise<void> {
	await page.evaluate(async (planted) => {
		const wide = (word: string) => `${word} →`; // an arrow makes the browser keep the text as UTF-16
		localStorage.setItem('words', wide(planted.join(' ')));
		sessionStorage.setItem('words', planted.join(' '));
		document.title = planted.slice(0, 5).join(' ');
		history.pushState({ planted: planted.slice(0, 5) }, '', `?q=${planted[0] ?? ''}`);
		document.cookie = `word=${planted[0] ?? ''}; max-age=86400`;
		const cache = await caches.open('words');
		await cache.put('/plain', new Response(planted.join('\n')));
		await cache.put('/base64', new Response(btoa(planted.join('\n'))));
		const opening = indexedDB.open('words', 1);
		opening.onupgradeneeded = () => opening.result.createObjectStore('words');
		await new Promise((resolve) => (opening.onsuccess = resolve));
		const writing = opening.result.transaction('words', 'readwrite', { durability: 'strict' });
		const store = writing.objectStore('words');
		planted.forEach((word, index) => {
			store.put({ word }, `latin ${index}`);
			store.put({ word: wide(word) }, `wide ${index}`);
		});
		const halves = planted.map((word) => `${word.slice(0, 8)} ${word.slice(8)}`).join(' ');
		store.put(`${halves} ${planted.join('')} `.repeat(60), 'packed');
		await new Promise((resolve) => (writing.oncomplete = resolve));
		opening.result.close();
	}, words);
}
