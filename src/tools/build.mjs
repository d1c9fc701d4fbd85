// `npm run build`: what `npm start` does before it serves, for a machine that is prepared first and then only serves.
import { ensureBuilt, ensureInstalled, giveUp } from './setup.mjs';

if (Number(process.versions.node.split('.')[0]) < 20)
	giveUp('Node 20 or newer is missing; install it from your system’s packages');
ensureInstalled();
ensureBuilt();
