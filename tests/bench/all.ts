/** Every figure beside its budget. */
import { crowdFigures } from './crowd.ts';
import { print, type Figure } from './figure.ts';
import { lawFigures } from './law.ts';
import { lockFigures } from './lock.ts';
import { rightsFigures } from './rights.ts';
import { screenFigures } from './screens.ts';
import { serverFigures } from './server.ts';
import { syncFigures } from './sync.ts';
import { vaultFigures } from './vault.ts';

const note = (line: string) => process.stderr.write(`  ${line}\n`);
const figures: Figure[] = [];
for (const measure of [
	() => Promise.resolve(lawFigures()),
	screenFigures,
	rightsFigures,
	() => lockFigures(note),
	() => vaultFigures(note),
	() => syncFigures(note),
	() => serverFigures(note),
	() => crowdFigures(note)
] as const) {
	const some = await measure();
	print(some);
	figures.push(...some);
}
const missed = figures.filter(({ pass }) => pass === false).length;
process.stdout.write(`\n${figures.length} figures, ${missed} over budget\n`);
process.exitCode = missed > 0 ? 1 : 0;
