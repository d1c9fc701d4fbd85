/**
 * `node tests/bench/peers.ts`: the vault beside other encrypted stores of the web, and all of them against the floor: PouchDB with
 * crypto-pouch and RxDB with crypto-js, on the same records in the same browser. Each starts in a new one, by turns, with the whole
 * browser held back, and none is charged with deriving a key from the passphrase. `CASES=500` is a quick look.
 */
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPages, buildPeers } from './built.ts';
import { beside, median, print, type Figure } from './figure.ts';
import type { Contender } from './pages/contender.ts';
import type { Bench } from './pages/main.ts';
import { ensurePeers } from './peers/install.mjs';
import { servePages, within } from './served.ts';

const CASES = Number(process.env['CASES'] ?? 10_000);
const ROUNDS = 3;
const UPDATES = 20;

/** On the measured page. */
declare const bench: Bench & Contender;

export const PEERS = { 'PouchDB + crypto-pouch': 'pouch.html', 'RxDB + crypto-js': 'rx.html' } as const;

interface Measured {
	readonly page: string;
	readonly write: (page: Page) => Promise<number>;
	readonly open: (page: Page) => Promise<{ readonly ms: number; readonly count: number }>;
	readonly update: (page: Page) => Promise<readonly number[]>;
}

const peer = (page: string): Measured => ({
	page,
	write: (on) => on.evaluate((count) => bench.write(count), CASES),
	open: (on) => on.evaluate(() => bench.open()),
	update: (on) => on.evaluate((count) => bench.update(count), UPDATES)
});
const floor: Measured = {
	page: 'index.html',
	write: (on) => on.evaluate((count) => bench.floor.write(count), CASES),
	open: (on) => on.evaluate(() => bench.floor.open()),
	update: (on) => on.evaluate((count) => bench.floor.update(count), UPDATES)
};
const ours: Measured = {
	page: 'index.html',
	async write(on) {
		await on.evaluate(() => bench.create());
		let sum = 0;
		for (let at = 0; at < CASES; at += 500)
			sum += await on.evaluate(([from, to]) => bench.fill(from, to), [at, Math.min(CASES, at + 500)] as const);
		await on.evaluate(() => bench.settle());
		return sum;
	},
	open: (on) => on.evaluate(() => bench.open()),
	async update(on) {
		await on.evaluate(() => bench.open());
		return on.evaluate((count) => bench.update(count), UPDATES);
	}
};

export async function peerFigures(say: (line: string) => void = () => undefined): Promise<readonly Figure[]> {
	const { folder: installed, fault } = ensurePeers();
	if (fault !== null) return [skipped('the vault beside PouchDB and RxDB', fault)];
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-peers-'));
	await buildPages(join(folder, 'pages'));
	await buildPeers(installed, join(folder, 'pages'));
	const server = await servePages(join(folder, 'pages'));
	const stores: Readonly<Record<string, Measured>> = {
		floor,
		'this vault': ours,
		...Object.fromEntries(Object.entries(PEERS).map(([name, page]) => [name, peer(page)]))
	};
	const on = <T>(name: string, one: Measured, work: (page: Page) => Promise<T>, by = 1) =>
		within(join(folder, name.replaceAll(/\W+/g, '-')), `${server.url}/${one.page}`, work, by);
	try {
		const written: Record<string, number> = {};
		for (const [name, one] of Object.entries(stores)) {
			written[name] = await on(name, one, one.write);
			say(`${name}: ${CASES} written in ${Math.round(written[name])} ms`);
		}
		const figures = [figure(`${CASES} cases written (this vault: one by one, each durable before the next)`, written)];
		for (const by of [1, 6]) {
			const opened: Record<string, number[]> = {};
			for (let round = 0; round < ROUNDS; round++) {
				for (const [name, one] of Object.entries(stores)) {
					const { ms, count } = await on(name, one, one.open, by);
					if (count !== CASES) throw new Error(`${name}: ${count} cases of ${CASES}`);
					(opened[name] ??= []).push(ms);
				}
			}
			say(
				`÷${by}: ${JSON.stringify(opened, (_key, value: unknown) => (typeof value === 'number' ? Math.round(value) : value))}`
			);
			figures.push(
				figure(`list of ${CASES} cases, opened, filtered and sorted, whole browser ÷${by}`, medians(opened))
			);
		}
		const updated: Record<string, readonly number[]> = {};
		for (const [name, one] of Object.entries(stores)) updated[name] = await on(name, one, one.update);
		figures.push(figure('one durable update', medians(updated)));
		return figures;
	} finally {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

export function skipped(what: string, fault: string): Figure {
	return { what, figure: `skipped, the packages could not be installed (${fault})`, budget: 'no budget', pass: null };
}

function medians(times: Readonly<Record<string, readonly number[]>>): Record<string, number> {
	return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function figure(what: string, { floor: least = NaN, ...others }: Readonly<Record<string, number>>): Figure {
	return beside(what, others, least);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(await peerFigures((line) => process.stderr.write(`  ${line}\n`)));
