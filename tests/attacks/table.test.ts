/** Every attack of `docs/protocol.md`, 15, has a case that says its number. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url);
const textOf = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const IDS = Array.from({ length: 41 }, (_, i) => `A${String(i + 1).padStart(2, '0')}`);

const titles = readdirSync(fileURLToPath(new URL('tests/attacks', root)))
	.filter((name) => name.endsWith('.test.ts'))
	.flatMap((name) => [...textOf(`tests/attacks/${name}`).matchAll(/\bit\(\s*'(?<title>[^']*)'/g)])
	.map(({ groups }) => groups!['title']!);
const cased = new Set(titles.flatMap((title) => title.match(/\bA\d\d\b/g) ?? []));

describe('the attacks', () => {
	it('of the page are those of its table, each once', () => {
		const rows = [...textOf('docs/protocol.md').matchAll(/^\| (?<id>A\d\d) /gm)].map(({ groups }) => groups!['id']);
		expect(rows).toEqual(IDS);
	});

	it('have a case each', () => {
		expect(IDS.filter((id) => !cased.has(id))).toEqual([]);
		expect([...cased].filter((id) => !IDS.includes(id))).toEqual([]);
	});
});
