/**
 * `node tests/bench/rights.ts`: how long the first screen of the rights takes to be readable on a slow 3G line, with scripts and
 * without, and how much all the packs and fonts weigh.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { BROWSER, serve } from '../support/app.ts';
import { QUIET } from '../support/quiet.ts';
import { kB, median, print, type Figure } from './figure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['/rights/fr/reflection', '/rights/ar/reflection', '/rights/zh-Hans/reflection'];
const VISITS = 3;
/** "Slow 3G" of Chromium's developer tools: 400 kbit/s both ways, 2 s there and back. */
const SLOW_3G = { offline: false, latency: 2000, downloadThroughput: 50_000, uploadThroughput: 50_000 };

export async function rightsFigures(): Promise<readonly Figure[]> {
	return [...(await slowVisits()), weight()];
}

async function slowVisits(): Promise<Figure[]> {
	const server = await serve();
	const browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
	const figures: Figure[] = [];
	try {
		for (const path of PAGES) {
			const taken = { scripts: [] as number[], none: [] as number[], letters: [] as number[] };
			for (let visit = 0; visit < VISITS; visit++) {
				for (const javaScriptEnabled of [true, false]) {
					const context = await browser.newContext({ javaScriptEnabled, locale: 'fr-FR', serviceWorkers: 'block' });
					const page = await context.newPage();
					const session = await context.newCDPSession(page);
					await session.send('Network.enable');
					await session.send('Network.emulateNetworkConditions', SLOW_3G);
					await page.goto(server.url + path, { waitUntil: 'networkidle', timeout: 120_000 });
					const seen = await page.evaluate(() => ({
						text: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
						letters: Math.max(
							0,
							...performance
								.getEntriesByType('resource')
								.filter(({ name }) => name.includes('/fonts/'))
								.map((entry) => (entry as PerformanceResourceTiming).responseEnd)
						)
					}));
					taken[javaScriptEnabled ? 'scripts' : 'none'].push(seen.text);
					if (javaScriptEnabled) taken.letters.push(seen.letters);
					await context.close();
				}
			}
			const letters = median(taken.letters);
			figures.push({
				what: `slow 3G, ${path} readable`,
				figure: `${s(median(taken.scripts))}, without scripts ${s(median(taken.none))}${letters > 0 ? `, its letters after ${s(letters)}` : ''}`,
				budget: 'first visit; median of 3',
				pass: null
			});
		}
	} finally {
		await browser.close();
		await server.kill();
	}
	return figures;
}

function weight(): Figure {
	const packs = join(ROOT, 'messages', 'rights');
	const names = readdirSync(packs);
	const text = names.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(packs, name))).length, 0);
	const folder = join(ROOT, 'static', 'fonts');
	const fonts = readdirSync(folder).filter((name) => name.endsWith('.woff2'));
	const letters = fonts.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
	return {
		what: 'all packs and fonts',
		figure: `${names.length} packs ${kB(text)} (brotli), ${fonts.length} fonts ${kB(letters)}`,
		budget: 'part of the offline copy, ≤ 3 MB',
		pass: text + letters <= 3_000_000
	};
}

function s(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(await rightsFigures());
