// `npm start`: installs, builds and serves the app, and prints its address. Nothing is fetched once that is done.
import { ensureBuilt, ensureInstalled, giveUp, nodeBinary, run } from './setup.mjs';

if (Number(process.versions.node.split('.')[0]) < 20)
	giveUp('Node 20 or newer is missing; install it from your system’s packages');
ensureInstalled();
ensureBuilt();
process.exitCode = await run(nodeBinary(), ['src/tools/serve.ts']);
