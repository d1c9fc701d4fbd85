import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { earlierFiles } from './earlier.ts';

const build = mkdtempSync(join(tmpdir(), 'repit-earlier-'));
const put = (name: string, text: string) => {
	mkdirSync(join(build, name, '..'), { recursive: true });
	writeFileSync(join(build, name), text);
};
put('client/_app/immutable/chunks/same.js', 'new');
put('earlier/chunks/same.js', 'old');
put('earlier/chunks/gone.js', 'old code');
put('earlier/secret.txt', 'no');
afterAll(() => {
	rmSync(build, { recursive: true });
});

describe('code of the build before', () => {
	const find = earlierFiles(build);

	it('is handed out where the present build no longer has it', () => {
		expect(find('/_app/immutable/chunks/gone.js')).toEqual({
			type: 'text/javascript',
			bytes: Buffer.from('old code')
		});
	});

	it('never hides the present build, and nothing else can be asked for', () => {
		for (const path of [
			'/_app/immutable/chunks/same.js',
			'/_app/immutable/secret.txt',
			'/_app/immutable/../../client/_app/immutable/chunks/same.js',
			'/_app/immutable/chunks',
			'/chunks/gone.js'
		])
			expect(find(path)).toBeNull();
	});
});
