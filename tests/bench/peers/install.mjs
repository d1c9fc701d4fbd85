// The other stores, installed beside the app's packages and only for the benches that need them.
// A lockfile of their own pins them, so that neither the app nor its tests ever fetch them.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, npm } from '../../../src/tools/setup.mjs';
import { hashOf } from '../../../src/tools/version.mjs';

const PINNED = fileURLToPath(new URL('.', import.meta.url));
const FILES = ['package.json', 'package-lock.json', 'pouch.html', 'pouch.js', 'rx.html', 'rx.js'];

/** The folder with their pages and packages, or why there is none. */
export function ensurePeers() {
	const folder = join(CACHE, 'peers');
	const stamp = join(folder, 'installed');
	mkdirSync(folder, { recursive: true });
	for (const file of FILES) cpSync(join(PINNED, file), join(folder, file));
	const wanted = hashOf([join(PINNED, 'package.json'), join(PINNED, 'package-lock.json')]);
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { folder, fault: null };
	console.error('Installing the stores to compare with (once) …');
	rmSync(stamp, { force: true });
	// None of them needs to run anything to be installed.
	const fault = npm(['ci', '--ignore-scripts'], folder);
	if (fault !== null) return { folder, fault };
	writeFileSync(stamp, wanted);
	return { folder, fault: null };
}
