/**
 * `node tests/bench/entries.ts`: the vault with ten thousand cases of five entries each, against the floor in the same run: the list, a
 * case, one edit, and an unlock after the browser was killed amid edits that no index covers. `CASES=1000` is a quick look.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserOf, signal } from '../support/processes.ts';
import { buildPages } from './built.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';
import type { Bench } from './pages/main.ts';
import { launch, servePages, visit, within } from './served.ts';

const CASES = Number(process.env['CASES'] ?? 10_000);
const ENTRIES = 5;
const STEP = 500;
const LATE = 500;
const ROUNDS = 5;

/** On the measured page. */
declare const bench: Bench;

export async function entryFigures(say: (line: string) => void = () => undefined): Promise<readonly Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-'));
	await buildPages(join(folder, 'pages'));
	const server = await servePages(join(folder, 'pages'));
	const [url, profile] = [`${server.url}/index.html`, join(folder, 'profile')];
	try {
		await filled(profile, url, say);
		const opened = () => within(profile, url, (page) => page.evaluate(() => bench.open()));
		const [floor, clean]: [number[], number[]] = [[], []];
		for (let round = 0; round < ROUNDS; round++) {
			floor.push(await within(profile, url, async (page) => (await page.evaluate(() => bench.floor.open())).ms));
			const { ms: took, count } = await opened();
			if (count !== CASES) throw new Error(`${count} cases of ${CASES}`);
			clean.push(took);
		}
		say(`list: floor ${floor.map(Math.round).join('/')} vault ${clean.map(Math.round).join('/')} ms`);
		const looks = await within(profile, url, async (page) => {
			await page.evaluate(() => bench.open());
			return page.evaluate(() => bench.look(200));
		});
		const [edits, updates] = await within(profile, url, async (page) => {
			await page.evaluate(() => bench.open());
			const both: [number[], number[]] = [[], []];
			for (let round = 0; round < ROUNDS; round++) {
				both[1].push(...(await page.evaluate(() => bench.floor.update(20))));
				both[0].push(...(await page.evaluate(() => bench.update(20))));
			}
			return both;
		});
		const killed: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			await killedAmid(profile, url);
			killed.push((await opened()).ms);
		}
		say(`after a kill: ${killed.map(Math.round).join('/')} ms`);
		const size = `${CASES} cases of ${ENTRIES} entries`;
		return [
			ratio(`unlock → list of ${size}`, median(clean), median(floor), 0.33),
			ratio(`the same, killed right after ${LATE} edits`, median(killed), median(floor), 0.33),
			{
				what: `opening one of ${size}`,
				figure: `${ms(median(looks))}, slowest of 200: ${ms(Math.max(...looks))}`,
				budget: 'no budget',
				pass: null
			},
			ratio(`one durable edit among ${size}`, median(edits), median(updates), 4)
		];
	} finally {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function filled(profile: string, url: string, say: (line: string) => void): Promise<void> {
	await within(profile, url, async (page) => {
		await page.evaluate((count) => bench.floor.write(count), CASES);
		await page.evaluate(() => bench.create());
		for (let at = 0; at < CASES; at += STEP) {
			const to = Math.min(CASES, at + STEP);
			await page.evaluate(([from, end]) => bench.fill(from, end), [at, to] as const);
			await page.evaluate(([from, end, times]) => bench.edit(from, end, times), [at, to, ENTRIES - 1] as const);
			say(`filled ${to} of ${CASES}`);
		}
		await page.evaluate(() => bench.settle());
	});
}

/** The browser ends on the spot, with no time for anything. */
async function killedAmid(profile: string, url: string): Promise<void> {
	const browser = await launch(profile);
	const page = await visit(browser, url);
	await page.evaluate(() => bench.open());
	await page.evaluate((count) => bench.edit(0, count, 1), LATE);
	const ended = new Promise((resolve) => browser.once('close', resolve));
	signal(browserOf(profile), 'SIGKILL');
	await ended;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const figures = await entryFigures((line) => process.stderr.write(`  ${line}\n`));
	print(figures);
	process.exitCode = figures.some(({ pass }) => pass === false) ? 1 : 0;
}
