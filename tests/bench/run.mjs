// `npm run bench`: builds if needed and measures everything, on the pinned Node and the browser the tests use;
// `npm run bench -- peers memory` only what these names stand for in all.ts.
import { ensureBrowser } from '../../src/tools/browser.mjs';
import { ensureBuilt, ensureInstalled, environment, nodeBinary, run } from '../../src/tools/setup.mjs';

ensureInstalled();
const browser = ensureBrowser();
ensureBuilt();
process.exitCode = await run(nodeBinary(), ['tests/bench/all.ts', ...process.argv.slice(2)], {
	env: { ...environment(), CHROMIUM: browser }
});
