/**
 * `node tests/bench/sync.ts`: the first sync of a phone that has just joined a team of many cases, entry by entry, against fetching,
 * decrypting and putting the same bytes; and rounds that bring nothing, in stores of several sizes. The app's own client and Worker
 * in a real browser, the real server behind HTTP, both in one run; and the same for a phone that comes once packs have replaced the
 * contents. `CASES=2500 SIZES=100,1000` is a quick look; fewer cases make no pack.
 */
import { chromium, type Page } from '@playwright/test';
import { createCipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setQuotas } from '../../src/lib/server/operator/index.ts';
import { purge } from '../../src/lib/server/purge.ts';
import { keyOf } from '../../src/lib/team/index.ts';
import { listening } from '../server/listening.ts';
import type { Ask } from '../server/scene.ts';
import { world, type World } from '../server/world.ts';
import { median, ms, print, ratio, type Figure } from './figure.ts';
import { filled, type Filled } from './filled.ts';
import { buildPages } from './built.ts';
import type { SyncBench } from './pages/sync.ts';

const CASES = Number(process.env['CASES'] ?? 10_000);
const SIZES = (process.env['SIZES'] ?? '100,10000,100000').split(',').map(Number);
const ROUNDS = 9;
/** A pack is that old, and a day more, before the server drops what it covers. */
const PACK_DAYS = 32;
/** A note of a few sentences: an entry of 1 KiB. */
const WORDS = 'mot '.repeat(60);
/** Bytes of entries in one answer of the floor, as in one reply of a pull. */
const ANSWER = 1_000_000;
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

/** On the measured page. */
declare const sync: SyncBench;

interface Place {
	readonly url: string;
	readonly made: World;
	readonly ask: Ask;
	/** Requests that phones made. */
	asked: number;
	floor: readonly Buffer[];
	end(): Promise<void>;
}

export async function syncFigures(say: (line: string) => void): Promise<readonly Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-'));
	const place = await served(folder);
	try {
		const quiet = new Map<number, number>();
		const figures: Figure[] = [];
		for (const size of [...new Set([CASES, ...SIZES])].sort((a, b) => a - b)) {
			const { entered, packed, nothing, requests } = await teamOf(place, folder, size, say);
			const bulk = 'fetch + decrypt + bulk put';
			if (size === CASES)
				figures.push(ratio(`first sync of ${size} cases, entry by entry`, entered.first, entered.floor, 4, bulk));
			if (size === CASES && packed)
				figures.push(ratio(`first sync of ${size} cases, through packs`, packed.first, packed.floor, 1.5, bulk));
			if (!SIZES.includes(size)) continue;
			quiet.set(size, nothing);
			const figure = `${requests} request${requests === 1 ? '' : 's'}, ${ms(nothing)}`;
			figures.push({ what: `sync with nothing new, ${size} cases`, figure, budget: '1 request', pass: requests === 1 });
		}
		const [least, most] = [Math.min(...quiet.keys()), Math.max(...quiet.keys())];
		const flat = ratio(`sync with nothing new, ${most} cases`, quiet.get(most) ?? NaN, quiet.get(least) ?? NaN, 1.5);
		return [...figures, { ...flat, budget: `≤ 1.5 × the same with ${least}` }];
	} finally {
		await place.end();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A new team of so many cases, and new phones in it: one that reads every entry, and one that comes when packs have replaced them. */
async function teamOf(place: Place, folder: string, size: number, say: (line: string) => void) {
	say(`${size}: writing …`);
	const { context } = place.made;
	const team = await filled(place.ask, place.url, await place.made.token(), WORDS);
	await setQuotas(context, keyOf(team.space.id), { itemsADay: 4 * size + 1000 });
	await team.write(size);
	place.floor = floorOf(team);
	const entered = await phoneOf(place, join(folder, `${size}-entries`), size, (a) => team.admit(a));
	say(`${size}: entry by entry ${ms(entered.first)}, floor ${ms(entered.floor)}`);
	const quiet = await nothingNew(place, entered.page).finally(entered.close);
	say(`${size}: nothing new ${ms(quiet.nothing)}`);
	// Made by the phone while nothing else was to be done, where there is enough for one.
	if (size !== CASES || (await team.standBy()) === 0) return { entered, packed: null, ...quiet };
	place.made.pass(PACK_DAYS * 86_400_000);
	if ((await purge(context)).packed === 0) throw new Error('contents were not dropped');
	const packed = await phoneOf(place, join(folder, `${size}-packs`), size, (a) => team.admit(a, true));
	await packed.close();
	say(`${size}: through packs ${ms(packed.first)}, floor ${ms(packed.floor)}`);
	return { entered, packed, ...quiet };
}

/** A new phone; its first sync, and the floor before. */
async function phoneOf(place: Place, profile: string, size: number, admit: (a: string) => Promise<string>) {
	const browser = await chromium.launchPersistentContext(profile, {
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
	});
	const close = () => browser.close();
	try {
		const page = browser.pages()[0] ?? (await browser.newPage());
		page.setDefaultTimeout(1_800_000);
		await page.goto(`${place.url}/sync.html`);
		await page.waitForFunction('globalThis.sync');
		const floor = await page.evaluate((answers) => sync.floor(answers), place.floor.length);
		const a = await page.evaluate(() => sync.begin());
		const b = await admit(a);
		const { first, cases } = await page.evaluate((code) => sync.first(code), b);
		if (cases !== size) throw new Error(`${cases} cases of ${size}`);
		return { first, floor, page, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function nothingNew(place: Place, page: Page): Promise<{ nothing: number; requests: number }> {
	// What the phone has said itself by now is out, and logged in it is.
	for (let i = 0; i < 2; i++) await page.evaluate(() => sync.again());
	const times: number[] = [];
	let requests = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const before = place.asked;
		times.push(await page.evaluate(() => sync.again()));
		requests = Math.max(requests, place.asked - before);
	}
	return { nothing: median(times), requests };
}

/** The same bytes, each entry under one AES-256-GCM key: length, iv and ciphertext after each other. */
function floorOf({ entries }: Filled): readonly Buffer[] {
	const key = Buffer.alloc(32, 7);
	const answers: Buffer[] = [];
	let parts: Buffer[] = [];
	let size = 0;
	for (const entry of entries) {
		const iv = randomBytes(12);
		const cipher = createCipheriv('aes-256-gcm', key, iv);
		const ct = [cipher.update(entry), cipher.final(), cipher.getAuthTag()];
		const head = Buffer.alloc(4);
		head.writeUInt32BE(entry.length + 16);
		parts.push(head, iv, ...ct);
		size += entry.length + 32;
		if (size < ANSWER) continue;
		answers.push(Buffer.concat(parts));
		[parts, size] = [[], 0];
	}
	return size > 0 ? [...answers, Buffer.concat(parts)] : answers;
}

/** The measured page, the floor's answers and the server, on one address. */
async function served(folder: string): Promise<Place> {
	await buildPages(join(folder, 'pages'));
	let made: World | null = null;
	const place = { asked: 0, floor: [] as readonly Buffer[] };
	const answer = (request: Request): Promise<Response> => {
		const { pathname } = new URL(request.url);
		if (pathname.startsWith('/api/')) {
			place.asked += 1;
			// A worker's requests are far apart: no bucket is ever empty.
			made?.pass(1000);
			return made?.ask(request) ?? Promise.reject(new Error('no server'));
		}
		const floor = /^\/floor\/(\d+)$/.exec(pathname)?.[1];
		if (floor !== undefined) return Promise.resolve(new Response(new Uint8Array(place.floor[Number(floor)] ?? [])));
		const file = join(folder, 'pages', pathname);
		if (!existsSync(file)) return Promise.resolve(new Response(null, { status: 404 }));
		const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' };
		return Promise.resolve(new Response(new Uint8Array(readFileSync(file)), { headers }));
	};
	const line = await listening('http://localhost', answer, 0);
	const url = line.url.replace('127.0.0.1', 'localhost');
	made = await world(null, { ORIGIN: url, LOG: 'none' });
	const server = made;
	return Object.assign(place, {
		url,
		made: server,
		ask: (request: Request) => {
			server.pass(1000);
			return server.ask(request);
		},
		async end() {
			line.close();
			await server.end();
		}
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(await syncFigures((line) => process.stderr.write(`  ${line}\n`)));
