/** The arithmetic of `npm run simulate`, held against what is known of queues and counted by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumed, ASSUMPTIONS } from './assumptions.ts';
import { chart } from './chart.ts';
import { aDay, atPeak, KINDS, sum, type PerKind } from './load.ts';
import { chance, quantile, sojourns } from './queue.ts';
import { sized, type Costs } from './size.ts';

const same = <T>(value: T): PerKind<T> => ({ login: value, quiet: value, push: value, news: value });
/** Milliseconds of work as they come in a queue of which the mean wait is known. */
function exponential(mean: number, draw: () => number): number[] {
	return Array.from({ length: 5000 }, () => -Math.log(1 - draw()) * mean);
}
const costs = (engine: Costs['engine'], node: number, database: number): Costs => ({
	engine,
	entryBytes: 1000,
	of: same({ node: [node], database: [database], sent: 1000 })
});

describe('what people ask for', () => {
	it('is as counted by hand', () => {
		const a = { ...ASSUMPTIONS, workers: 2, entries: 10, entriesInPush: 2, minutesInUse: 30, minutesOpen: 60 };
		// Five pushes each; 30 pulls in use and 4 while open each, one more before each push; 10 of one's own, 10 heard.
		expect(aDay({ ...a, connected: 1 })).toEqual({ login: 12, quiet: 78, push: 10, news: 20 });
		const peak = atPeak({ ...a, connected: 1, busiestHour: 0.5, burst: 2 }, 3600);
		expect(sum(peak)).toBeCloseTo(12 + 78 + 10 + 20);
	});

	it('grows with spaces and with nothing else', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 1e7 }), (spaces) => {
				const one = atPeak(ASSUMPTIONS, 1);
				const many = atPeak(ASSUMPTIONS, spaces);
				for (const kind of KINDS) expect(many[kind] / spaces).toBeCloseTo(one[kind], 9);
			})
		);
	});

	it('takes other assumptions, and no others', () => {
		expect(assumed(['--workers=9', '--core=7.5']).made).toMatchObject({ workers: 9, core: 7.5, entries: 40 });
		expect(assumed(['--nobody=9']).error).toBe('--nobody=9');
		expect(assumed(['--workers=many']).error).toBe('--workers=many');
	});
});

describe('a queue', () => {
	const rates = (total: number) => same(total / KINDS.length);

	it('waits as M/M/1 does: the mean is the work divided by what is idle', () => {
		const times = same(exponential(5, chance(7)));
		for (const busy of [0.3, 0.5, 0.7]) {
			const all = sojourns({ rates: rates(busy * 200), times, servers: 1 }, 100_000, chance(3));
			const mean = all.reduce((a, b) => a + b, 0) / all.length;
			expect(mean / (5 / (1 - busy))).toBeGreaterThan(0.9);
			expect(mean / (5 / (1 - busy))).toBeLessThan(1.1);
		}
	});

	it('is the same for a seed, and shorter with more servers', () => {
		const times = same([2, 4, 9]);
		const waits = (servers: number, seed: number) =>
			sojourns({ rates: rates(150), times, servers }, 5000, chance(seed));
		expect(waits(1, 1)).toEqual(waits(1, 1));
		expect(waits(1, 1)).not.toEqual(waits(1, 2));
		expect(quantile(waits(4, 1), 0.99)).toBeLessThan(quantile(waits(1, 1), 0.99) / 3);
	});

	it('draws each kind as often as it comes', () => {
		const times = { login: [1], quiet: [2], push: [3], news: [4] };
		const few = { login: 0.001, quiet: 0.002, push: 0.003, news: 0.004 };
		const all = sojourns({ rates: few, times, servers: 50 }, 20_000, chance(5));
		for (const [i, share] of [0.1, 0.2, 0.3, 0.4].entries())
			expect(all.filter((time) => Math.round(time) === i + 1).length / all.length).toBeCloseTo(share, 1);
	});

	it('knows its quantiles', () => {
		const values = Array.from({ length: 100 }, (_, i) => 100 - i);
		expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]).toEqual([51, 100, 100]);
	});
});

describe('what is needed', () => {
	it('is one process while that is half idle, then PostgreSQL', () => {
		const rate = (spaces: number) => sum(atPeak(ASSUMPTIONS, spaces));
		const most = Math.floor(500 / rate(1));
		expect(sized(costs('sqlite', 1, 0), ASSUMPTIONS, most)).toMatchObject({ nodes: 1, databases: 0 });
		expect(sized(costs('sqlite', 1, 0), ASSUMPTIONS, most + 1)).toBeNull();
		const ten = sized(costs('postgres', 1, 1), ASSUMPTIONS, 20 * most);
		expect(ten?.nodes).toBe(20);
	});

	it('counts disk, files and euros by hand', () => {
		const a = { ...ASSUMPTIONS, workers: 10, entries: 50, days: 20, months: 10, files: 1, fileBytes: 1e6, copies: 2 };
		const size = sized(costs('postgres', 0, 0), { ...a, core: 1, diskGB: 1, objectGB: 1, sentGB: 0 }, 1000)!;
		expect(size.diskGB).toBeCloseTo((1000 * 10 * 20 * 10 * 50 * 1000) / 1e9);
		expect(size.objectGB).toBeCloseTo(2000);
		expect(size.euros).toBeCloseTo(2 + 2 * size.diskGB + 2 * size.objectGB);
	});

	it('never costs less for more spaces, nor waits beyond a half-busy queue', () => {
		let last = 0;
		for (const spaces of [1e3, 1e4, 1e5, 1e6, 1e7]) {
			const size = sized(costs('postgres', 2, 1), ASSUMPTIONS, spaces)!;
			expect(size.euros).toBeGreaterThan(last);
			expect(size.p99).toBeLessThan(30);
			last = size.euros;
		}
	});

	it('is drawn with a point for each', () => {
		const sizes = [1e3, 1e7].map((spaces) => sized(costs('postgres', 2, 1), ASSUMPTIONS, spaces)!);
		const svg = chart([...sizes, { ...sizes[0]!, engine: 'sqlite' }]);
		expect(svg.match(/<circle/g)).toHaveLength(2 + 1 + 2 + 2 + 1);
		expect(svg).not.toContain('NaN');
	});
});
