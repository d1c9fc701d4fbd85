/** One of the files among which the histories are shared, so that two processors can live them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { histories, Tally } from './events.ts';
import { allThere, clocksGoOn, conflictsAreShown, nothingOpensForTheRemoved, nothingTwice } from './laws.ts';
import { live, makeTeams } from './live.ts';

const COUNT = Number(process.env['HISTORIES'] ?? (process.env['SOAK'] ? 20_000 : 300));
const FILES = 2;
/** What so many histories must have brought, each. */
const OFTEN = [
	'save',
	'round',
	'cut',
	'crash',
	'die',
	'checkpoint',
	'muddle',
	'removed',
	'clock',
	'deaths',
	'conflicts'
];

export function liveShare(): void {
	let slow: () => void;
	beforeAll(async () => {
		slow = await makeTeams();
	}, 120_000);
	afterAll(() => {
		slow();
	});

	describe('a history', () => {
		it(
			'of any phones ends with the same on each (P1, P3), every save (P2, P10), every conflict (P5), nothing for the removed (P7), clocks (P13) and numbers (P15)',
			{ timeout: 24 * 3_600_000 },
			async () => {
				const tally = new Tally();
				const numRuns = Math.ceil(COUNT / FILES);
				const before = process.cpuUsage();
				await fc.assert(
					fc.asyncProperty(histories, async (history) => {
						const end = await live(history, tally);
						const shown = await allThere(end, history.joins);
						conflictsAreShown(end, shown, tally);
						await nothingOpensForTheRemoved(end);
						await clocksGoOn(end);
						nothingTwice(end);
						tally.lived++;
					}),
					{ numRuns }
				);
				const { user, system } = process.cpuUsage(before);
				process.stdout.write(tally.line((user + system) / 1000));
				expect(tally.lived).toBe(numRuns);
				if (numRuns >= 100)
					for (const what of OFTEN) expect([what, tally.of(what) > Math.min(50, numRuns / 15)]).toEqual([what, true]);
			}
		);
	});
}
