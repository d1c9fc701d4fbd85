/**
 * `node tests/bench/vault.ts`: how long the vault takes, against its budgets (docs/security.md has the figures).
 * Ratios are taken within one run, on one browser; `CASES=1000` is a quick look.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './pages/main.ts';
import { browserOf } from '../support/processes.ts';
import { buildPages } from './built.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';
import { launch, servePages, visit, within } from './served.ts';
import { hold } from './slow.ts';

const CASES = Number(process.env['CASES'] ?? 10_000);
const HOLDS = [1, 2, 4, 6, 10] as const;

/** On the measured page. */
declare const bench: Bench;

export async function vaultFigures(say: (line: string) => void = () => undefined): Promise<readonly Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-'));
	await buildPages(join(folder, 'pages'));
	const server = await servePages(join(folder, 'pages'));
	try {
		const url = `${server.url}/index.html`;
		return [...(await derivation(url, say)), ...(await store(url, folder, say)), ...(await team(url, folder, say))];
	} finally {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Making a vault and opening it, on phones of several speeds. */
async function derivation(url: string, say: (line: string) => void): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const by of HOLDS) {
		const profile = mkdtempSync(join(tmpdir(), 'repit-bench-profile-'));
		const browser = await launch(profile);
		const page = await visit(browser, url);
		const held = hold(browserOf(profile), by);
		const made = await page.evaluate(() => bench.create());
		await page.reload();
		await page.waitForFunction('globalThis.bench');
		const opened = await page.evaluate(() => bench.open());
		held.release();
		await browser.close();
		rmSync(profile, { recursive: true, force: true });
		say(`key derivation ÷${by}: ${JSON.stringify({ made, opened })}`);
		const unlocked = opened.derivation + opened.ms;
		figures.push({
			what: `key derivation, whole browser ÷${by} (${held.how})`,
			figure: `${ms(opened.derivation)} at ${made.m / 1024} MiB × ${made.t}; empty vault unlocked in ${ms(unlocked)}, made in ${ms(made.ms)}`,
			budget: '≤ 2.5 s',
			pass: opened.derivation <= 2500
		});
	}
	return figures;
}

/** The list of many cases and the saving of one edit, against the floor. */
async function store(url: string, folder: string, say: (line: string) => void): Promise<Figure[]> {
	const profile = join(folder, 'profile');
	await within(profile, url, async (page) => {
		await page.evaluate((count) => bench.floor.write(count), CASES);
		await page.evaluate(() => bench.create());
		for (let at = 0; at < CASES; at += 500) {
			const to = Math.min(CASES, at + 500);
			await page.evaluate(([from, end]) => bench.fill(from, end), [at, to] as const);
			say(`filled ${to} of ${CASES}`);
		}
		await page.evaluate(() => bench.settle());
	});
	const figures = await listed(profile, url, `unlock → list of ${CASES} cases`, say);
	const [edits, updates] = await within(profile, url, async (page) => {
		await page.evaluate(() => bench.open());
		const both: [number[], number[]] = [[], []];
		for (let round = 0; round < 5; round++) {
			both[1].push(...(await page.evaluate(() => bench.floor.update(20))));
			both[0].push(...(await page.evaluate(() => bench.update(20))));
		}
		return both;
	});
	figures.push(ratio('one durable edit: signed, chained, listed', median(edits), median(updates), 4));
	return figures;
}

/** The same list where all but one in a hundred cases were written by four other phones. */
async function team(url: string, folder: string, say: (line: string) => void): Promise<Figure[]> {
	const profile = join(folder, 'team');
	const own = Math.max(1, CASES / 100);
	await within(profile, url, async (page) => {
		await page.evaluate((count) => bench.floor.write(count), CASES);
		await page.evaluate(() => bench.create());
		await page.evaluate((to) => bench.fill(0, to), own);
		await page.evaluate(() => bench.settle());
	});
	await within(profile, url, (page) => page.evaluate(([from, to]) => bench.fillTeam(from, to), [own, CASES] as const));
	const first = await within(profile, url, async (page) => {
		const opened = await page.evaluate(() => bench.open());
		await page.evaluate(() => bench.settle());
		return opened;
	});
	say(`first unlock, everything judged: ${Math.round(first.ms)} ms`);
	const figures = await listed(profile, url, `the same, ${CASES - own} of them written by four other phones`, say);
	const looks = await within(profile, url, async (page) => {
		await page.evaluate(() => bench.open());
		return page.evaluate(() => bench.look(50));
	});
	figures.push({
		what: 'a case of another phone, opened for the first time since unlock',
		figure: ms(median(looks)),
		budget: 'no budget',
		pass: null
	});
	return figures;
}

/** From the passphrase to the list, against the floor, in new browsers by turns, as after a day in a pocket. */
async function listed(profile: string, url: string, what: string, say: (line: string) => void): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const by of [1, 6] as const) {
		const floor: number[] = [];
		const vault: number[] = [];
		for (let i = 0; i < 5; i++) {
			floor.push(await within(profile, url, async (page) => (await page.evaluate(() => bench.floor.open())).ms, by));
			const opened = await within(profile, url, (page) => page.evaluate(() => bench.open()), by);
			if (opened.count !== CASES) throw new Error(`${opened.count} cases of ${CASES}`);
			vault.push(opened.ms);
			say(`steps ${opened.steps.map((step) => step.toFixed(1)).join(' / ')}`);
		}
		say(`list ÷${by}: floor ${floor.map(Math.round).join('/')} vault ${vault.map(Math.round).join('/')} ms`);
		figures.push(ratio(`${what}, whole browser ÷${by}`, median(vault), median(floor), 0.33));
	}
	return figures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const figures = await vaultFigures((line) => process.stderr.write(`  ${line}\n`));
	print(figures);
	process.exitCode = figures.some(({ pass }) => pass === false) ? 1 : 0;
}
