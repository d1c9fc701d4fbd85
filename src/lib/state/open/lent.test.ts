import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PATTERN = /\/\^\\\/rights.*?\$\//;
const patternIn = (file: string) => PATTERN.exec(readFileSync(new URL(file, import.meta.url), 'utf8'))?.[0];

test('before the first paint and after it, a lent phone opens the same addresses', () => {
	const pattern = patternIn('lent.svelte.ts');
	expect(pattern).toBeDefined();
	expect(patternIn('../../../boot.js')).toBe(pattern);
});
