/** Scenes for the browser tests: the production server in a process of its own, a browser profile on disk, both killable. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { QUIET } from './quiet.ts';

/** For what a browser without windows does not do: hide a page, keep a history, have a process of its own for databases. */
export const WITH_WINDOWS = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const BROWSER = process.env['CHROMIUM_WINDOWLESS'] ?? WITH_WINDOWS;

/** An address that the app is at. */
export interface Site {
	readonly url: string;
}

export interface Server extends Site {
	/** Everything the server has written to its output. */
	output(): string;
	kill(): Promise<void>;
}

/** Starts the built app as `npm start` does. The same `port` again gives the same origin; `data` is the server's folder, `settings` what else its operator sets. */
export async function serve(
	port?: number,
	data?: string,
	settings: Readonly<Record<string, string>> = {}
): Promise<Server> {
	const chosen = port ?? (await freePort());
	const child = spawn(process.execPath, ['src/tools/serve.ts'], {
		env: { ...process.env, ...settings, PORT: String(chosen), ...(data !== undefined && { DATA: data }) },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let written = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
	const deadline = performance.now() + 60_000;
	while (!written.includes('http://')) {
		if (child.exitCode !== null || performance.now() > deadline)
			throw new Error(`the server did not start: ${written}`);
		await pause(50);
	}
	return { url: `http://localhost:${chosen}`, output: () => written, kill: () => end(child) };
}

/** The app in the one process that `playwright.config.ts` starts, for tests that leave it alone: a start costs four seconds. */
export function running(): Site {
	return { url: `http://localhost:${process.env['RUNNING']}` };
}

export interface Profile {
	readonly folder: string;
	/** The command that opens it. */
	readonly browser: string;
	/** Opens a browser on this profile; again after `close`, it is the same phone restarted. */
	open(options?: {
		readonly locale?: string;
		readonly colorScheme?: 'light' | 'dark';
		readonly wide?: boolean;
		/** `block` where the offline copy plays no part: making it costs five seconds of processor. */
		readonly serviceWorkers?: 'allow' | 'block';
		readonly args?: readonly string[];
	}): Promise<BrowserContext>;
	/** Ends the browser's processes on the spot, as a phone does when it runs out of memory or power. */
	kill(): Promise<void>;
	remove(): void;
}

export function newProfile(browser = BROWSER): Profile {
	return newProfileIn(mkdtempSync(join(tmpdir(), 'repit-profile-')), browser);
}

function newProfileIn(folder: string, browser: string): Profile {
	return {
		folder,
		browser,
		open: ({ locale = 'fr-FR', colorScheme = 'light', wide = false, serviceWorkers = 'allow', args = [] } = {}) =>
			chromium.launchPersistentContext(folder, {
				executablePath: browser,
				args: [...QUIET, ...args],
				locale,
				colorScheme,
				serviceWorkers,
				viewport: wide ? { width: 1280, height: 800 } : { width: 360, height: 640 }
			}),
		kill: () => killThoseOn(folder),
		remove: () => {
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

/**
 * A phone that has the offline copy and is alone with it: its server has been killed and its network is off. The copy is
 * made once for each browser and its folder copied; `install.spec` and `offline.spec` look at how it is made.
 */
export async function cutOff(
	profile: Profile,
	options: Parameters<Profile['open']>[0] & { readonly prepare?: (context: BrowserContext) => Promise<unknown> } = {}
): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly url: string }> {
	const phone = await installedPhone(profile.browser);
	cpSync(phone, profile.folder, { recursive: true });
	const url = readFileSync(join(phone, ADDRESS), 'utf8');
	const context = await profile.open(options);
	context.setDefaultTimeout(30_000);
	await context.setOffline(true);
	await options.prepare?.(context);
	const page = context.pages()[0] ?? (await context.newPage());
	await visit(page, url);
	return { context, page, url };
}

/** Beside the profile, the address that the copy is for. */
const ADDRESS = 'repit-address';

/** The folder of a closed browser that has the offline copy of a server that is no more. The workers of one run share it. */
async function installedPhone(browser: string): Promise<string> {
	const folder = join('test-results', `phone-${process.env['RUNNING']}-${basename(browser)}`);
	const making = `${folder}-making`;
	mkdirSync('test-results', { recursive: true });
	for (const deadline = performance.now() + 90_000; !existsSync(folder); await pause(100)) {
		if (performance.now() > deadline) throw new Error(`nobody has made ${folder}`);
		try {
			mkdirSync(making);
		} catch {
			continue; // another worker does
		}
		const server = await serve();
		try {
			const context = await newProfileIn(making, browser).open();
			const page = context.pages()[0] ?? (await context.newPage());
			await visit(page, server.url);
			await installed(page);
			await context.close();
			writeFileSync(join(making, ADDRESS), server.url);
			renameSync(making, folder);
		} finally {
			await server.kill();
			rmSync(making, { recursive: true, force: true });
		}
	}
	return folder;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Goes to a page and waits until it answers to taps. */
export async function visit(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await ready(page);
}

export async function ready(page: Page): Promise<void> {
	await page.locator('html[data-ready]').waitFor({ state: 'attached', timeout: 30_000 });
}

/** Waits until the offline copy is complete and in charge of the page. */
export async function installed(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
	await page.reload();
	await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	await ready(page);
}

export async function freePort(): Promise<number> {
	const probe = createServer();
	probe.listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	probe.close();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}

/** The browser of this profile, found by the profile's folder in its command line; what it has started ends with it. */
async function killThoseOn(folder: string): Promise<void> {
	const ours = () =>
		readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name) && commandOf(name).includes(folder))
			.map(Number);
	for (const pid of ours()) process.kill(pid, 'SIGKILL');
	while (ours().length > 0) await pause(50);
}

function commandOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return ''; // it has ended meanwhile
	}
}
