/**
 * `page` as a window that many tests share, one after the other: a new one costs three seconds of processor. Each test finds it
 * as new: nothing stored, nothing in memory, no listener. For tests that need no service worker, no clock of their own and no
 * script at the start of a page: those cannot be taken back.
 */
import { test as base, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { running } from './app.ts';

/** Where a window is between two tests: no page of the app, and of its origin, since another one costs a process. */
const REST = '/api/v1/health';

interface Shared {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly session: CDPSession;
	readonly origins: Set<string>;
}

interface Windows {
	/** One for each language. */
	readonly windows: Map<string, Shared>;
}

interface Wish {
	/** What stands before this test in the history is of another origin, and is no entry of the app's. */
	readonly newHistory: boolean;
}

export const test = base.extend<{ page: Page } & Wish, Windows>({
	newHistory: [false, { option: true }],
	windows: [
		// eslint-disable-next-line no-empty-pattern -- how Playwright asks for it
		async ({}, use) => {
			const windows = new Map<string, Shared>();
			await use(windows);
			for (const { context } of windows.values()) await context.close();
		},
		{ scope: 'worker' }
	],
	page: async ({ browser, windows, locale, viewport, newHistory }, use) => {
		const language = locale ?? '';
		const shared =
			windows.get(language) ?? (await open(browser.newContext({ locale: language, serviceWorkers: 'block' })));
		windows.set(language, shared);
		if (viewport) await shared.page.setViewportSize(viewport);
		if (newHistory) await shared.page.goto('about:blank');
		await use(shared.page);
		await empty(shared);
	}
});

async function open(opening: Promise<BrowserContext>): Promise<Shared> {
	const context = await opening;
	const page = await context.newPage();
	const shared = { context, page, session: await context.newCDPSession(page), origins: new Set<string>() };
	watch(shared);
	return shared;
}

function watch({ page, origins }: Shared): void {
	page.on('framenavigated', (frame) => {
		const { protocol, origin } = new URL(frame.url());
		if (protocol.startsWith('http')) origins.add(origin);
	});
}

async function empty(shared: Shared): Promise<void> {
	const { context, page, session, origins } = shared;
	for (const other of context.pages()) if (other !== page) await other.close();
	page.removeAllListeners();
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: null, forcedColors: null });
	// What a tab keeps for itself goes only from inside.
	await page.evaluate(() => {
		if (location.protocol.startsWith('http')) sessionStorage.clear();
	});
	await page.goto(running().url + REST);
	for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
	origins.clear();
	watch(shared);
}
