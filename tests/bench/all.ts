/** Every figure beside its budget; with names, only those. */
import { crowdFigures } from './crowd.ts';
import { entryFigures } from './entries.ts';
import { print, type Figure } from './figure.ts';
import { lawFigures } from './law.ts';
import { lockFigures } from './lock.ts';
import { memoryFigures } from './memory.ts';
import { peerFigures } from './peers.ts';
import { rightsFigures } from './rights.ts';
import { screenFigures } from './screens.ts';
import { serverFigures } from './server.ts';
import { syncFigures } from './sync.ts';
import { vaultFigures } from './vault.ts';

const note = (line: string) => process.stderr.write(`  ${line}\n`);
const MEASURES: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
	law: () => Promise.resolve(lawFigures()),
	screens: screenFigures,
	rights: rightsFigures,
	lock: () => lockFigures(note),
	vault: () => vaultFigures(note),
	entries: () => entryFigures(note),
	peers: () => peerFigures(note),
	memory: () => memoryFigures(note),
	sync: () => syncFigures(note),
	server: () => serverFigures(note),
	crowd: () => crowdFigures(note)
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(MEASURES, name));
if (unknown.length > 0) {
	process.stderr.write(
		`repit: no bench is called ${unknown.join(', ')}; there are ${Object.keys(MEASURES).join(', ')}\n`
	);
	process.exit(2);
}

const figures: Figure[] = [];
for (const [name, measure] of Object.entries(MEASURES)) {
	if (asked.length > 0 && !asked.includes(name)) continue;
	const some = await measure();
	print(some);
	figures.push(...some);
}
const missed = figures.filter(({ pass }) => pass === false).length;
process.stdout.write(`\n${figures.length} figures, ${missed} over budget\n`);
process.exitCode = missed > 0 ? 1 : 0;
