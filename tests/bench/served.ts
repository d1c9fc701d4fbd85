/** The measured pages on a server of their own, and browsers that open them. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { browserOf } from '../support/processes.ts';
import { hold } from './slow.ts';

const TYPES: Readonly<Record<string, string>> = {
	'.js': 'text/javascript',
	'.html': 'text/html',
	'.wasm': 'application/wasm'
};

/** A new browser on a profile, held to one part in `by` of a core while the work lasts. */
export async function within<T>(profile: string, url: string, work: (page: Page) => Promise<T>, by = 1): Promise<T> {
	const browser = await launch(profile);
	try {
		const page = await visit(browser, url);
		const held = hold(browserOf(profile), by);
		try {
			return await work(page);
		} finally {
			held.release();
		}
	} finally {
		await browser.close();
	}
}

export function launch(profile: string): Promise<BrowserContext> {
	return chromium.launchPersistentContext(profile, {
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-background-networking',
			'--disable-component-update',
			'--no-first-run'
		]
	});
}

export async function visit(browser: BrowserContext, url: string): Promise<Page> {
	const page = browser.pages()[0] ?? (await browser.newPage());
	page.setDefaultTimeout(600_000);
	await page.goto(url);
	await page.waitForFunction('globalThis.bench', undefined, { timeout: 60_000 });
	return page;
}

/** Serves the built pages of a folder on this machine. */
export async function servePages(folder: string): Promise<{ readonly url: string; close(): void }> {
	const server = createServer((request, response) => {
		const file = join(folder, new URL(request.url ?? '/', 'http://local').pathname);
		if (!existsSync(file)) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
		createReadStream(file).pipe(response);
	});
	await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return { url: `http://localhost:${address.port}`, close: () => server.close() };
}
