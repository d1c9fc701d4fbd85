/** Code of the build before this one: a page opened from it may still ask for a part after a deployment. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
const PREFIX = '/_app/immutable/';

export interface EarlierFile {
	readonly type: string;
	readonly bytes: Buffer;
}

/** Answers for paths the present build does not have. Only names seen in the folder at start are ever read. */
export function earlierFiles(build: string): (path: string) => EarlierFile | null {
	const present = namesIn(join(build, 'client', '_app', 'immutable'));
	const earlier = namesIn(join(build, 'earlier'));
	return (path) => {
		const name = path.slice(PREFIX.length);
		const type = TYPES[extname(name)];
		if (!path.startsWith(PREFIX) || !type || present.has(name) || !earlier.has(name)) return null;
		return { type, bytes: readFileSync(join(build, 'earlier', name)) };
	};
}

function namesIn(folder: string): ReadonlySet<string> {
	if (!existsSync(folder)) return new Set();
	return new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')));
}
