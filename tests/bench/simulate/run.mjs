// `npm run simulate`: what a service of a given size costs and how quick it is, from what the server code costs on this machine.
import { ensureInstalled, nodeBinary, run } from '../../../src/tools/setup.mjs';

ensureInstalled();
process.exitCode = await run(nodeBinary(), ['tests/bench/simulate/main.ts', ...process.argv.slice(2)]);
