/** What so many spaces need: machines, disk, euros; and how long a request takes in the busiest minute. */
import type { Assumptions } from './assumptions.ts';
import { aDay, atPeak, KINDS, sum, type Kind, type PerKind } from './load.ts';
import { chance, quantile, sojourns, type Station } from './queue.ts';

export interface Cost {
	/** Milliseconds of each request: of the node, all of it that is not waiting for the database; of the database. */
	readonly node: readonly number[];
	readonly database: readonly number[];
	/** Bytes, padding and all. */
	readonly sent: number;
}
export interface Costs {
	readonly engine: 'sqlite' | 'postgres';
	readonly of: PerKind<Cost>;
	/** Bytes on the disk of an entry, indexes and all. */
	readonly entryBytes: number;
}

export interface Size {
	readonly engine: Costs['engine'];
	readonly spaces: number;
	readonly requests: number;
	readonly nodes: number;
	readonly databases: number;
	readonly diskGB: number;
	readonly objectGB: number;
	readonly sentGB: number;
	readonly euros: number;
	/** Milliseconds on the server, without the network. */
	readonly median: number;
	readonly p99: number;
}

const GB = 1e9;
const REQUESTS = 20_000;

/** `null`: one process with one file is not enough. */
export function sized(costs: Costs, a: Assumptions, spaces: number): Size | null {
	const rates = atPeak(a, spaces);
	const nodeCores = sum(rates, means(costs, 'node')) / 1000;
	const databaseCores = sum(rates, means(costs, 'database')) / 1000;
	const alone = costs.engine === 'sqlite';
	// A file is written by one process, which waits for its disk.
	if (alone && nodeCores > a.busy) return null;
	const workerDays = spaces * a.workers * a.days * a.months;
	const diskGB = (workerDays * a.entries * costs.entryBytes) / GB;
	const nodes = Math.max(1, Math.ceil(nodeCores / a.busy));
	const byCores = Math.ceil(databaseCores / (a.databaseCores * a.busy));
	const databases = alone ? 0 : Math.max(1, byCores, Math.ceil(diskGB / a.databaseGB));
	const objectGB = (workerDays * a.files * a.fileBytes) / GB;
	const daily = aDay(a);
	// A file goes to every other phone once.
	const sent =
		sum(
			daily,
			perKind((kind) => costs.of[kind].sent)
		) +
		a.workers * a.files * a.fileBytes * (a.workers - 1);
	const sentGB = (spaces * a.days * sent) / GB;
	// A database of less than one whole machine is rented by the processor, one at least.
	const cores = nodes + (databases > 1 ? databases * a.databaseCores : databases * databaseShare(databaseCores, a));
	const euros = cores * a.core + diskGB * a.copies * a.diskGB + objectGB * a.copies * a.objectGB + sentGB * a.sentGB;
	const share = (of: number) => perKind((kind) => rates[kind] / of);
	const times = (part: 'node' | 'database') => perKind((kind) => costs.of[kind][part]);
	const stations: Station[] = [{ rates: share(nodes), times: times('node'), servers: 1 }];
	if (databases > 0) {
		const servers = databases > 1 ? a.databaseCores : databaseShare(databaseCores, a);
		stations.push({ rates: share(databases), times: times('database'), servers });
	}
	const waits = together(stations, a.seed);
	return {
		...{ engine: costs.engine, spaces, requests: sum(rates), nodes, databases, diskGB, objectGB, sentGB, euros },
		...{ median: quantile(waits, 0.5), p99: quantile(waits, 0.99) }
	};
}

function databaseShare(cores: number, a: Assumptions): number {
	return Math.min(a.databaseCores, Math.max(1, Math.ceil(cores / a.busy)));
}

/** One after the other, as if what happens in one said nothing of the next. */
function together(stations: readonly Station[], seed: number): readonly number[] {
	const each = stations.map((station, i) => sojourns(station, REQUESTS, chance(seed + i)));
	return (each[0] ?? []).map((_, i) => each.reduce((total, times) => total + (times[i] ?? 0), 0));
}

function means(costs: Costs, part: 'node' | 'database'): PerKind<number> {
	return perKind((kind) => costs.of[kind][part].reduce((a, b) => a + b, 0) / costs.of[kind][part].length);
}

function perKind<T>(of: (kind: Kind) => T): PerKind<T> {
	return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as PerKind<T>;
}
