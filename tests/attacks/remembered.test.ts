/** What was judged as it came and is in memory still: used where it stands for what is on the disk, and nowhere else. */
import { beforeEach, expect, it } from 'vitest';
import { judgeAll, judgeLane } from '../../src/lib/sync/engine/state.ts';
import { good } from '../support/team-phone.ts';
import { begin, lina, noor, SLOW } from './pack-scene.ts';

beforeEach(begin, SLOW);

it('is given for the numbers that are asked for, and not to a step that may be about to change it', async () => {
	const all = good(await judgeAll(noor.space)).filter(({ device }) => device === lina.key);
	expect(all.length).toBeGreaterThan(3);
	const asked: string[] = [];
	noor.space.heard = {
		run: (device, [from, to]) => {
			asked.push(device);
			return all.filter(({ seq }) => seq >= from && seq <= to);
		}
	};
	const seqs = async (...more: [draft?: null, known?: number | null]) =>
		good(await judgeLane(noor.space, lina.key, 3, 4, ...more)).map(({ seq }) => seq);
	expect([await seqs(), await seqs(null, 0), asked]).toEqual([
		[3, 4],
		[3, 4],
		[lina.key, lina.key]
	]);
	const draft = good(await noor.space.draft());
	expect(good(await judgeLane(noor.space, lina.key, 3, 4, draft, 0))).toEqual(all.slice(2, 4));
	expect(asked).toHaveLength(2);
});
