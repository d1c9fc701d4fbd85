/**
 * Removes one check after another and lives the attacks that come by it, until one of them is noticed. Goes on after `FROM`; what
 * it finds is written to `FOUND` at once, a line each, so that whoever started it can begin again after a check whose removal
 * never ends.
 */
import { appendFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { memoryDisk } from '../../support/disks.ts';
import { quicken } from '../../support/quick-crypto.ts';
import { TeamPhone } from '../../support/team-phone.ts';
import { beginFile, cases, type Case } from './cases.ts';
import { TESTS } from './files.ts';

declare global {
	var __removed: (id: number) => boolean;
	var __checks: number;
}

const FROM = Number(process.env['FROM'] ?? 0);
const ONLY = process.env['ONLY']?.split(',').map(Number) ?? null;
const MOST_MS = 30_000;
const say = (value: unknown) => {
	appendFileSync(process.env['FOUND']!, `${JSON.stringify(value)}\n`);
};

let removed = 0;
let hits = new Set<number>();
globalThis.__removed = (id) => {
	hits.add(id);
	return id === removed;
};

/** Whether it fails. */
async function fails({ before, work }: Case): Promise<boolean> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new Error('too long'));
		}, MOST_MS);
	});
	const living = async () => {
		for (const one of before) await one();
		await work();
	};
	return Promise.race([living(), late])
		.then(
			() => false,
			() => true
		)
		.finally(() => {
			clearTimeout(timer);
		});
}

it('each check is missed when it is gone', { timeout: 24 * 3_600_000 }, async () => {
	quicken();
	TeamPhone.newDisk = () => memoryDisk();
	const files = import.meta.glob(['../../../src/lib/**/*.test.ts', '../*.test.ts']);
	for (const name of TESTS) {
		const load = files[name.startsWith('tests/attacks/') ? name.replace('tests/attacks/', '../') : `../../../${name}`];
		beginFile(name);
		await load!();
	}
	const lived = [];
	for (const one of cases) {
		hits = new Set();
		const began = performance.now();
		const failed = await fails(one);
		if (failed) say({ broken: `${one.file} ${one.name}` });
		else lived.push({ one, hits, ms: performance.now() - began });
	}
	lived.sort((a, b) => a.ms - b.ms);
	say({ cases: lived.length, ms: Math.round(lived.reduce((sum, { ms }) => sum + ms, 0)) });
	for (let id = FROM + 1; id <= globalThis.__checks; id++) {
		if (ONLY && !ONLY.includes(id)) continue;
		say({ at: id });
		const coming = lived.filter((one) => one.hits.has(id));
		removed = id;
		let by: string | null = null;
		for (const { one } of coming) {
			if (!(await fails(one))) continue;
			by = `${one.file} ${one.name}`;
			break;
		}
		removed = 0;
		say({ id, by, coming: coming.length });
	}
	say({ done: true });
	expect(cases.length).toBeGreaterThan(40);
});
