// `npm run soak`: the long forms of the tests (two hundred kills, a thousand saves in two tabs, a hundred thousand nonces, every
// check of a team's sync taken away once), in an hour or two. Counts go up with SOAK=1; a name or two as arguments run those alone.
import { ensureBrowser } from '../src/tools/browser.mjs';
import { ensureBuilt, ensureInstalled, environment, giveUp, nodeBinary, run } from '../src/tools/setup.mjs';

ensureInstalled();
const env = { ...environment(), CHROMIUM: ensureBrowser(), SOAK: '1' };
const node = nodeBinary();

const steps = [
	['unit', ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout', '1200000']],
	['mutation', ['tests/attacks/mutation/run.ts']],
	['browser', ['node_modules/@playwright/test/cli.js', 'test', '--workers', '1', 'tests/faults/(?!updates)']],
	['updates', ['node_modules/@playwright/test/cli.js', 'test', '--workers', '1', 'updates.spec']],
	['rights', ['node_modules/@playwright/test/cli.js', 'test', '--workers', '1', 'rights.spec', '-g', 'every language']],
	[
		'languages',
		[
			'node_modules/@playwright/test/cli.js',
			'test',
			'--workers',
			'1',
			'(accessibility|canary|cases|courier-away|law|lock|policy|screen).spec'
		]
	],
	['install', ['node_modules/@playwright/test/cli.js', 'test', '--workers', '1', 'install.spec']]
];

const only = process.argv.slice(2);
for (const [name, command] of steps) {
	if (only.length > 0 && !only.includes(name)) continue;
	if (name !== 'unit' && name !== 'mutation') ensureBuilt();
	const began = performance.now();
	console.log(`\n— ${name}`);
	if ((await run(node, command, { env })) !== 0) giveUp(`"${name}" failed; run it alone with: npm run soak -- ${name}`);
	console.log(`  ${name}: ${((performance.now() - began) / 60_000).toFixed(1)} min`);
}
