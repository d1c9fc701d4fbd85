import { expect, it } from 'vitest';
import { fail, ok } from '../domain/result.ts';
import { gathering } from './gathering.ts';

/** Answers each read when it is told to. */
function scene() {
	const reads: { names: readonly number[]; end: (lost?: boolean) => void; broken: (defect: Error) => void }[] = [];
	const get = gathering<number, number>(
		(names) =>
			new Promise((resolve, broken) => {
				const end = (lost = false) => {
					resolve(lost ? fail('lost') : ok(names.map((name) => 10 * name)));
				};
				reads.push({ names, end, broken });
			})
	);
	return { reads, get };
}

it('reads at once what is asked for while nothing is read, and together what is asked for meanwhile', async () => {
	const { reads, get } = scene();
	const asked = [get([1, 2]), get([3]), get([]), get([4, 5, 4])];
	expect(reads.map(({ names }) => names)).toEqual([[1, 2]]);
	reads[0]!.end();
	expect(await asked[0]).toEqual({ ok: true, value: [10, 20] });
	await expect
		.poll(() => reads.map(({ names }) => names))
		.toEqual([
			[1, 2],
			[3, 4, 5, 4]
		]);
	reads[1]!.end();
	const values = (await Promise.all(asked.slice(1))).map((found) => found.ok && found.value);
	expect(values).toEqual([[30], [], [40, 50, 40]]);
	void get([6]);
	await expect.poll(() => reads.length).toBe(3);
});

it('tells everybody who asked that it failed, and goes on', async () => {
	const { reads, get } = scene();
	const asked = [get([1]), get([2]), get([3])];
	reads[0]!.end(true);
	expect(await asked[0]).toEqual({ ok: false, error: 'lost' });
	await expect.poll(() => reads.length).toBe(2);
	reads[1]!.broken(new Error('a defect'));
	await expect(asked[1]).rejects.toThrow('a defect');
	await expect(asked[2]).rejects.toThrow('a defect');
	const after = get([4]);
	await expect.poll(() => reads.length).toBe(3);
	reads[2]!.end();
	expect(await after).toEqual({ ok: true, value: [40] });
});
