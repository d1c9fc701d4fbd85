// `npm run bench`: builds if needed and measures everything, on the pinned Node and the browser the tests use.
import { ensureBrowser } from '../../src/tools/browser.mjs';
import { ensureBuilt, ensureInstalled, environment, nodeBinary, run } from '../../src/tools/setup.mjs';

ensureInstalled();
const browser = ensureBrowser();
ensureBuilt();
process.exitCode = await run(nodeBinary(), ['tests/bench/all.ts'], { env: { ...environment(), CHROMIUM: browser } });
