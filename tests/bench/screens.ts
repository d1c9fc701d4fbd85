/**
 * `node tests/bench/screens.ts`: bytes of a first visit, of the whole offline copy, the relaunch without a network against an
 * empty SvelteKit page, and the time from an answer to the next question on a page six times slower.
 */
import type { BrowserContext, Page } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, newProfile, serve, visit, type Profile } from '../support/app.ts';
import { kB, median, ms, print, ratio, type Figure } from './figure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RELAUNCHES = 9;
const EMPTY_PORT = 4397;
const PAGES = ['/', '/law', '/permit', '/rights/ar', '/rights/zh-Hans', '/rights/fr', '/rights/ar/reflection'];

export async function screenFigures(): Promise<readonly Figure[]> {
	const server = await serve();
	try {
		return [
			...(await firstVisits(server.url)),
			offlineCopy(),
			...(await relaunch(server.url, () => server.kill())),
			...(await interview())
		];
	} finally {
		await server.kill();
	}
}

/** Bytes on the wire with headers, and the brotli size of the scripts. */
async function firstVisits(url: string): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const path of PAGES) {
		await onNewPhone(async (context, page) => {
			const session = await context.newCDPSession(page);
			await session.send('Network.enable');
			let bytes = 0;
			const scripts = new Set<string>();
			session.on(
				'Network.loadingFinished',
				(event: { encodedDataLength: number }) => (bytes += event.encodedDataLength)
			);
			page.on('response', (response) => {
				if (response.url().endsWith('.js')) scripts.add(new URL(response.url()).pathname);
			});
			await page.addInitScript(() => {
				// The offline copy that follows a first visit is counted apart.
				Object.defineProperty(navigator.serviceWorker, 'register', { value: () => new Promise(() => undefined) });
			});
			await visit(page, url + path);
			await page.waitForLoadState('networkidle');
			const code = [...scripts].reduce((sum, script) => sum + brotliSize(script), 0);
			const light = path === '/rights/ar';
			figures.push({
				what: `first visit of ${path}`,
				figure: `${kB(code)} of scripts (brotli), ${kB(bytes)} on the wire in all`,
				budget: path === '/' ? 'scripts ≤ 60 kB' : light ? 'all ≤ 100 kB' : 'no budget of its own',
				pass: path === '/' ? code <= 60_000 : light ? bytes <= 100_000 : null
			});
		});
	}
	return figures;
}

function brotliSize(path: string): number {
	return statSync(join(ROOT, 'build', 'client', `${path}.br`)).size;
}

/** What the service worker fetches, compressed as it is served. */
function offlineCopy(): Figure {
	const worker = readFileSync(join(ROOT, 'build', 'client', 'service-worker.js'), 'utf8');
	const urls = [...new Set([...worker.matchAll(/url"?:\s*[`"']([^`"']+)[`"']/g)].map((match) => match[1] ?? ''))];
	const bytes = urls.reduce((sum, url) => sum + servedSize(url), 0);
	return {
		what: 'whole offline copy',
		figure: `${kB(bytes)} in ${urls.length} files`,
		budget: '≤ 3 MB, fewer than 260 files',
		pass: urls.length > 0 && bytes <= 3_000_000 && urls.length < 260
	};
}

function servedSize(url: string): number {
	const path = url.replace(/^\//, '');
	const found = ['client', 'prerendered'].flatMap((folder) =>
		[path, `${path}.html`, `${path || 'index'}.html`].flatMap((name) =>
			['.br', ''].map((ending) => join(ROOT, 'build', folder, name + ending))
		)
	);
	const file = found.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
	if (!file) throw new Error(`nothing is served for ${url}`);
	return statSync(file).size;
}

/** A new browser each time, on a phone where both are installed; their servers are gone. The two take turns. */
async function relaunch(ours: string, kill: () => Promise<void>): Promise<Figure[]> {
	const empty = await serveEmptyApp();
	const profile = newProfile();
	try {
		await withBrowser(profile, async (_context, page) => {
			await visit(page, ours);
			await installed(page);
			await visit(page, empty.url);
			await installed(page);
		});
		await kill();
		empty.kill();
		const times: Record<'ours' | 'empty', number[]> = { ours: [], empty: [] };
		for (let i = 0; i < RELAUNCHES; i++) {
			for (const [name, url] of [['ours', ours] as const, ['empty', empty.url] as const]) {
				await withBrowser(profile, async (_context, page) => {
					await page.addInitScript(noteReady);
					await page.goto(`${url}/`);
					times[name].push(await page.evaluate<number>('globalThis.readyAt'));
				});
			}
		}
		return [
			ratio('relaunch without a network, to usable', median(times.ours), median(times.empty), 1.5, 'an empty page')
		];
	} finally {
		profile.remove();
		empty.remove();
	}
}

/** Runs in the page before its own code: promises the milliseconds from the start of the visit to the moment it answers to taps. */
function noteReady(): void {
	const readyAt = new Promise<number>((resolve) => {
		new MutationObserver((_changes, observer) => {
			if (!document.documentElement.hasAttribute('data-ready')) return;
			observer.disconnect();
			resolve(performance.now());
		}).observe(document, { attributes: true, attributeFilter: ['data-ready'], subtree: true, childList: true });
	});
	Object.assign(globalThis, { readyAt });
}

async function serveEmptyApp(): Promise<{ readonly url: string; kill(): void; remove(): void }> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-empty-'));
	cpSync(fileURLToPath(new URL('empty-app', import.meta.url)), folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	execFileSync(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
		cwd: folder,
		stdio: 'ignore'
	});
	const child = spawn(process.execPath, ['build/index.js'], {
		cwd: folder,
		env: { ...process.env, PORT: String(EMPTY_PORT) },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await new Promise((resolve) => child.stdout.once('data', resolve));
	return {
		url: `http://localhost:${EMPTY_PORT}`,
		kill: () => child.kill('SIGKILL'),
		remove: () => {
			child.kill('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/** From the tap on an answer to the frame in which the next question stands. */
async function interview(): Promise<Figure[]> {
	const server = await serve();
	const times: number[] = [];
	try {
		await onNewPhone(async (context, page) => {
			await visit(page, `${server.url}/permit`);
			await page.locator('main h2').first().waitFor();
			const session = await context.newCDPSession(page);
			await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
			for (let question = 0; question < 25; question++) {
				const taken = await page.evaluate(nextQuestion);
				if (taken === null) break;
				times.push(taken);
			}
		});
	} finally {
		await server.kill();
	}
	const worst = Math.max(...times);
	return [
		{
			what: 'answer → next question drawn, page ÷6',
			figure: `median ${ms(median(times))}, worst ${ms(worst)} of ${times.length}`,
			budget: '≤ 100 ms',
			pass: median(times) <= 100
		}
	];
}

/** Runs in the page: answers, and gives the milliseconds until another question is on the screen; `null` at the end. */
async function nextQuestion(): Promise<number | null> {
	const asked = () => document.querySelector('main h2')?.textContent ?? '';
	const before = asked();
	const buttons = [...document.querySelectorAll<HTMLButtonElement>('main button')].filter(
		(button) => button.offsetParent
	);
	const answer =
		buttons.find((button) => /^\s*(Non|Aucune?)\b/.test(button.textContent)) ??
		buttons.find((button) => /^\s*Ne sait pas/.test(button.textContent));
	if (!answer) return null;
	const from = performance.now();
	answer.click();
	while (asked() === before) {
		if (performance.now() - from > 5000) return null;
		await new Promise((resolve) => setTimeout(resolve, 0));
	}
	await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
	return performance.now() - from;
}

async function onNewPhone(work: (context: BrowserContext, page: Page) => Promise<void>): Promise<void> {
	const profile = newProfile();
	try {
		await withBrowser(profile, work);
	} finally {
		profile.remove();
	}
}

async function withBrowser(
	profile: Profile,
	work: (context: BrowserContext, page: Page) => Promise<void>
): Promise<void> {
	const context = await profile.open();
	try {
		await work(context, context.pages()[0] ?? (await context.newPage()));
	} finally {
		await context.close();
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const figures = await screenFigures();
	print(figures);
	process.exitCode = figures.some(({ pass }) => pass === false) ? 1 : 0;
}
