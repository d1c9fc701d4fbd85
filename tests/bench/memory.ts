/**
 * `node tests/bench/memory.ts`: what a phone holds in memory with the vault open and its list on the screen, in the built app: the
 * heap of the page and of its Worker after their garbage is gone, and what the process of the page has to itself. Beside it the
 * other stores with the same records open on an empty page, and the floor. `SIZES=100,500` is a quick look.
 */
import type { CDPSession, Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newProfile, serve, visit, WITH_WINDOWS } from '../support/app.ts';
import { unlock } from '../support/cases.ts';
import { fillPhoneWith, PHRASE } from '../support/filled-phone.ts';
import { pagesOf } from '../support/processes.ts';
import { buildPages, buildPeers } from './built.ts';
import { editsOf, makeCases } from './cases.ts';
import { MB, print, type Figure } from './figure.ts';
import type { Contender } from './pages/contender.ts';
import type { Bench } from './pages/main.ts';
import { PEERS, skipped } from './peers.ts';
import { ensurePeers } from './peers/install.mjs';
import { servePages, within } from './served.ts';

const SIZES = (process.env['SIZES'] ?? '1000,10000').split(',').map(Number);
/** The Worker writes its index some seconds after the last save. */
const SETTLE_MS = 6500;

/** On the measured page. */
declare const bench: Bench & Contender;

export async function memoryFigures(say: (line: string) => void = () => undefined): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	for (const size of SIZES) {
		figures.push(await ofApp(size));
		say(`the app with ${size} cases measured`);
	}
	return [...figures, ...(await ofOthers(say))];
}

async function ofApp(size: number): Promise<Figure> {
	const server = await serve();
	const profile = newProfile(WITH_WINDOWS);
	try {
		const filling = await profile.open({ serviceWorkers: 'block' });
		const cases = makeCases(size).map(editsOf);
		await fillPhoneWith(await filling.newPage(), server.url, cases);
		await filling.close();
		// Twice: what the first opening has made up for is not there the second time.
		const measure = async () => {
			const context = await profile.open({ serviceWorkers: 'block' });
			const page = context.pages()[0] ?? (await context.newPage());
			page.setDefaultTimeout(120_000);
			await visit(page, `${server.url}/cases`);
			await unlock(page, PHRASE);
			await page.locator('li a[href^="/cases/"]').first().waitFor();
			await page.waitForTimeout(SETTLE_MS);
			const heaps = await heapsOf(page);
			const own = privateBytes(profile.folder);
			await context.close();
			return { ...heaps, own };
		};
		await measure();
		const { page, workers, own } = await measure();
		if (workers.length !== 1) throw new Error(`${workers.length} Workers`);
		return {
			what: `memory with ${size} cases, unlocked and listed in the built app`,
			figure: `heap of the page ${MB(page)}, of the Worker ${MB(workers[0] ?? NaN)}; the page's process ${MB(own)} to itself`,
			budget: 'no budget',
			pass: null
		};
	} finally {
		await profile.kill();
		await server.kill();
		profile.remove();
	}
}

/** Pages that hold every record, decrypted, as their stores give them to a list. */
async function ofOthers(say: (line: string) => void): Promise<readonly Figure[]> {
	const { folder: installed, fault } = ensurePeers();
	const folder = mkdtempSync(join(tmpdir(), 'repit-bench-memory-'));
	await buildPages(join(folder, 'pages'));
	if (fault === null) await buildPeers(installed, join(folder, 'pages'));
	const server = await servePages(join(folder, 'pages'));
	const figures: Figure[] = [];
	try {
		const pages = { 'the floor': 'index.html', ...(fault === null && PEERS) };
		for (const size of SIZES) {
			for (const [name, file] of Object.entries(pages)) {
				const profile = join(folder, `${file}-${size}`);
				const url = `${server.url}/${file}`;
				await within(profile, url, (page) =>
					page.evaluate((count) => ('floor' in bench ? bench.floor : bench).write(count), size)
				);
				const { page, own } = await within(profile, url, async (on) => {
					const { count } = await on.evaluate(() => ('floor' in bench ? bench.floor : bench).open());
					if (count !== size) throw new Error(`${name}: ${count} cases of ${size}`);
					const heaps = await heapsOf(on);
					return { ...heaps, own: privateBytes(profile) };
				});
				say(`${name} with ${size} cases measured`);
				figures.push({
					what: `memory with ${size} cases open on an empty page: ${name}`,
					figure: `heap of the page ${MB(page)}; the page's process ${MB(own)} to itself`,
					budget: 'no budget',
					pass: null
				});
			}
		}
	} finally {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	}
	return fault === null ? figures : [...figures, skipped('memory of PouchDB and RxDB', fault)];
}

/** Bytes in use in the page's heap and in that of each of its Workers, once nothing is in them that nobody reaches. */
async function heapsOf(page: Page): Promise<{ readonly page: number; readonly workers: readonly number[] }> {
	const session = await page.context().newCDPSession(page);
	const ids: string[] = [];
	session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
		if (targetInfo.type === 'worker') ids.push(sessionId);
	});
	await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
	const workers: number[] = [];
	for (const id of ids) workers.push(await heap((method) => through(session, id, method)));
	const used = await heap((method) => session.send(method));
	await session.detach();
	return { page: used, workers };
}

type Method = 'HeapProfiler.enable' | 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage';

async function heap(send: (method: Method) => Promise<unknown>): Promise<number> {
	await send('HeapProfiler.enable');
	await send('HeapProfiler.collectGarbage');
	await send('HeapProfiler.collectGarbage');
	const { usedSize } = (await send('Runtime.getHeapUsage')) as { readonly usedSize: number };
	return usedSize;
}

/** A command to a Worker, handed on by the session of its page. */
async function through(session: CDPSession, sessionId: string, method: Method): Promise<unknown> {
	const id = ++last;
	const answered = new Promise<unknown>((resolve, reject) => {
		const hear = (event: { readonly sessionId: string; readonly message: string }) => {
			const answer = JSON.parse(event.message) as { id?: number; result?: unknown; error?: { message: string } };
			if (event.sessionId !== sessionId || answer.id !== id) return;
			session.off('Target.receivedMessageFromTarget', hear);
			if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
			else resolve(answer.result);
		};
		session.on('Target.receivedMessageFromTarget', hear);
	});
	await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
	return answered;
}
let last = 0;

/** Bytes that only the process of the page has; a browser keeps an idle one in stock, which has less. */
function privateBytes(profile: string): number {
	const each = pagesOf(profile).map((pid) => {
		const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
		const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map(([, value]) => Number(value));
		return 1024 * kilobytes.reduce((sum, one) => sum + one, 0);
	});
	return Math.max(...each);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	print(await memoryFigures((line) => process.stderr.write(`  ${line}\n`)));
