// The version of a build is the hash of what it is made of: the same sources give the same files, and no phone
// fetches anew what has not changed. Plain JavaScript, because it runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MADE_OF = [
	'src',
	'static',
	'messages',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json'
];

/** Hash of everything the build is made of; tests are no part of it. */
export function sourceVersion() {
	return hashOf(MADE_OF.map((name) => join(ROOT, name)));
}

/** One hash over the names and the bytes of files and folders. */
export function hashOf(paths) {
	const hash = createHash('sha256');
	for (const path of paths.flatMap(filesUnder).sort())
		hash.update(`\n${relative(ROOT, path)}\n`).update(readFileSync(path));
	return hash.digest('hex').slice(0, 16);
}

function filesUnder(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { recursive: true })
		.map((name) => join(path, String(name)))
		.filter((name) => statSync(name).isFile() && !name.endsWith('.test.ts'));
}
