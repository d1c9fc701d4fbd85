// `npm test`: installs what is missing and runs every check, in an order where the quick ones fail first.
import { ensureBrowser, isShell, windowless } from './browser.mjs';
import { ensureBuilt, ensureInstalled, environment, giveUp, nodeBinary, run } from './setup.mjs';

if (Number(process.versions.node.split('.')[0]) < 20)
	giveUp('Node 20 or newer is missing; install it from your system’s packages');
ensureInstalled();
const browser = ensureBrowser();
const env = {
	...environment(),
	CHROMIUM: browser,
	CHROMIUM_WINDOWLESS: windowless(browser),
	...(isShell(browser) && { CHROMIUM_SHELL: '1' })
};
const node = nodeBinary();

const steps = [
	['types of the routes', ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync']],
	['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
	['lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']],
	['types', ['node_modules/svelte-check/bin/svelte-check', '--fail-on-warnings', '--output', 'human']],
	['types of the service worker', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.sw.json']],
	['unused code', ['node_modules/knip/bin/knip.js']],
	['unit tests', ['node_modules/vitest/vitest.mjs', 'run']],
	['build', null],
	['size', ['node_modules/size-limit/bin.js']],
	['browser tests', ['node_modules/@playwright/test/cli.js', 'test']]
];

/** Takes one processor as long as all the quick checks after it together: it runs beside them. */
const BESIDE = 'lint';

const only = process.argv.slice(2);
const wanted = steps.filter(([name]) => only.length === 0 || only.includes(name));
let passed = 0;

async function check(name, command) {
	const began = performance.now();
	console.log(`\n— ${name}`);
	if (command === null) ensureBuilt();
	else if ((await run(node, command, { env })) !== 0)
		giveUp(`"${name}" failed; run it alone with: npm test -- "${name}"`);
	passed += 1;
	console.log(`  ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

let beside = Promise.resolve();
for (const [name, command] of wanted) {
	if (name === BESIDE && wanted.length > 1) {
		beside = check(name, command);
		continue;
	}
	if (name === 'unit tests') await beside;
	await check(name, command);
}
await beside;
console.log(`\nchecks: ${passed} passed, 0 failed`);
