/** Commands and files that the pages for people name are there: somebody types them in at night. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const PAGES = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync('docs')
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
	...readdirSync('docs/deploy').map((name) => `docs/deploy/${name}`)
];
const text = (page: string) => readFileSync(page, 'utf8');
const all = (pattern: RegExp, pages: readonly string[] = PAGES) =>
	pages.flatMap((page) => [...text(page).matchAll(pattern)].map(([, found = '']) => found));

it('every command of npm is in package.json', () => {
	const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
	const named = all(/\bnpm run (?:--silent )?([\w-]+)/g);
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
	const files = Object.values(scripts).flatMap((script) => /^node (\S+)$/.exec(script)?.[1] ?? []);
	expect(files.length).toBeGreaterThan(5);
	expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

it('every check named alone is one of npm test', () => {
	const steps = [...text('src/tools/test.mjs').matchAll(/^\t\['([^']+)', (?:\[|null)/gm)].map(([, name]) => name);
	const named = all(/npm test -- "([^"]+)"/g);
	expect(named.length).toBeGreaterThan(0);
	expect(named.filter((name) => !steps.includes(name))).toEqual([]);
});

it('every word of the operator is one of its commands, and each is described', () => {
	const commands = [...text('src/tools/operator.ts').matchAll(/^\tasync (\w+)\(/gm)].map(([, name]) => name);
	const page = ['docs/operations.md'];
	const typed = all(/(?:operator --|operator\.(?:mjs|ts)|`operator|`repit|^repit) (\w+)/gm, page);
	expect(typed.length).toBeGreaterThan(10);
	expect(typed.filter((name) => !commands.includes(name))).toEqual([]);
	const described = all(/^\| `(\w+)[^|]*\|/gm, page);
	expect(commands.filter((name) => !described.includes(name ?? ''))).toEqual([]);
});

it('every file named is there', () => {
	// That page also names the tests of what it says is not built yet.
	const pages = PAGES.filter((page) => page !== 'docs/protocol.md');
	const named = all(/\b((?:docs|src|tests)\/[\w./-]+\.(?:ts|mjs|md|json|svg|sql|yaml|service|env))\b/g, pages);
	expect(named.length).toBeGreaterThan(20);
	expect([...new Set(named)].filter((name) => !existsSync(name))).toEqual([]);
});
