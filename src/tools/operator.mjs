// `npm run operator`: what the person who runs the server may do with it; the commands are in operator.ts.
import { giveUp, nodeBinary, run } from './setup.mjs';

if (Number(process.versions.node.split('.')[0]) < 20)
	giveUp('Node 20 or newer is missing; install it from your system’s packages');
process.exitCode = await run(nodeBinary(), ['src/tools/operator.ts', ...process.argv.slice(2)]);
