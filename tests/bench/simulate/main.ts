/**
 * `npm run simulate [-- --write] [--name=value …]`: measures, then says what 10³ to 10⁷ spaces need. `--write` draws
 * `docs/figures/simulate.svg`; any number of `assumptions.ts` can be given another value.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { startPostgres } from '../../server/postgres.ts';
import { assumed } from './assumptions.ts';
import { chart } from './chart.ts';
import { aDay, KINDS } from './load.ts';
import { measured } from './measure.ts';
import { sized, type Costs, type Size } from './size.ts';

const SCALES = [1e3, 1e4, 1e5, 1e6, 1e7];
const DRAWING = 'docs/figures/simulate.svg';

const say = (line = '') => process.stdout.write(`${line}\n`);
const write = process.argv.includes('--write');
const { made: a, error } = assumed(process.argv.slice(2).filter((arg) => arg !== '--write'));
if (error !== null) {
	process.stderr.write(`simulate: "${error}" is no assumption; they are in tests/bench/simulate/assumptions.ts\n`);
	process.exit(2);
}

const began = performance.now();
say(
	`${cpus().length} processors, ${(loadavg()[0] ?? 0).toFixed(1)} programs wanting one: above 1 each, times are too long`
);
const postgres = await startPostgres();
const engines: Costs[] = [];
try {
	for (const on of [null, postgres]) {
		const costs = await measured(on, a.entriesInPush);
		engines.push(costs);
		say(`\nMeasured, ${costs.engine}: milliseconds of the node and of the database, mean; bytes answered`);
		for (const kind of KINDS) {
			const { node, database, sent } = costs.of[kind];
			say(`  ${kind.padEnd(6)} ${mean(node)} + ${mean(database)}   ${Math.round(sent)} B`);
		}
		say(`  an entry takes ${Math.round(costs.entryBytes)} B of disk`);
	}
} finally {
	await postgres.stop();
}

const day = aDay(a);
say(`\nA space of ${a.workers} a day: ${KINDS.map((kind) => `${Math.round(day[kind])} ${kind}`).join(', ')}`);
const sizes = engines.flatMap((costs) =>
	SCALES.map((spaces) => sized(costs, a, spaces)).filter((size) => size !== null)
);
const HEAD = [
	'spaces',
	'engine',
	'requests/s',
	'nodes',
	'databases',
	'disk GB',
	'files GB',
	'sent GB/mo',
	'€/mo',
	'€/space',
	'median',
	'p99'
];
say(`\nIn the busiest minute, with what has gathered in ${a.months} months:`);
for (const row of [HEAD, ...sizes.map(rowOf)]) say(`  ${row.map((cell) => cell.padStart(11)).join('')}`);
say(`\n${((performance.now() - began) / 1000).toFixed(0)} s`);
if (write) {
	mkdirSync('docs/figures', { recursive: true });
	writeFileSync(DRAWING, chart(sizes));
	say(DRAWING);
}

function rowOf(size: Size): readonly string[] {
	const n = (value: number) => (value >= 10 ? Math.round(value).toLocaleString('en') : value.toPrecision(2));
	return [
		size.spaces.toLocaleString('en'),
		size.engine,
		n(size.requests),
		size.nodes.toLocaleString('en'),
		size.databases === 0 ? '–' : size.databases.toLocaleString('en'),
		...[size.diskGB, size.objectGB, size.sentGB, size.euros].map(n),
		n(size.euros / size.spaces),
		`${n(size.median)} ms`,
		`${n(size.p99)} ms`
	];
}

function mean(values: readonly number[]): string {
	return (values.reduce((a, b) => a + b, 0) / values.length).toFixed(2).padStart(6);
}
