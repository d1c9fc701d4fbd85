/**
 * Removes one check after another and lives the attacks that come by it, until one of them is noticed. Which ones, and which attack
 * to begin with, is in `PLAN`; what it finds is written to `FOUND` at once, a line each, so that whoever started it can begin again
 * after a check whose removal never ends.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
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

const PLAN = JSON.parse(readFileSync(process.env['PLAN']!, 'utf8')) as {
	readonly checks: [id: number, hint: string | null][];
	/** Parts of names; none: all. */
	readonly tests: readonly string[];
};
/** Beyond what it takes with every check in its place, so much longer is for ever. */
const [TIMES, MORE_MS] = [20, 60_000];
const say = (value: unknown) => {
	appendFileSync(process.env['FOUND']!, `${JSON.stringify(value)}\n`);
};

let removed = 0;
let hits = new Set<number>();
globalThis.__removed = (id) => {
	hits.add(id);
	return id === removed;
};

/** The suite keeps keys of others, and those that a quick one has made are none to WebCrypto: it is given its own. */
const { subtle } = crypto;
const verify = subtle.verify.bind(subtle);
Object.defineProperty(subtle, 'verify', {
	configurable: true,
	value: async (
		name: string,
		key: { readonly bytes: BufferSource } | CryptoKey,
		sig: BufferSource,
		data: BufferSource
	) => {
		const own = key instanceof CryptoKey ? key : await subtle.importKey('raw', key.bytes, name, false, ['verify']);
		return verify(name, own, sig, data);
	}
});
let slow: (() => void) | null = null;
/** Whole vaults and couriers keep keys as the browser has them, and the vectors are for the real ones; all others have the quick ones. */
function primitives(file: string): void {
	const quick = !/\/(courier|vault|vectors)\//.test(file);
	if (quick === (slow !== null)) return;
	slow?.();
	slow = quick ? quicken() : null;
}

/** Why it fails; `null`: it does not. */
async function failure({ file, before, work }: Case, mostMs: number): Promise<string | null> {
	primitives(file);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new Error('too long'));
		}, mostMs);
	});
	const living = async () => {
		for (const one of before) await one();
		await work();
	};
	return Promise.race([living(), late])
		.then(
			() => null,
			(error: unknown) => String(error)
		)
		.finally(() => {
			clearTimeout(timer);
		});
}

it('each check is missed when it is gone', { timeout: 24 * 3_600_000 }, async () => {
	TeamPhone.newDisk = () => memoryDisk();
	// The first example that fails is enough.
	fc.configureGlobal({ endOnFailure: true });
	const files = import.meta.glob(['../../../src/lib/**/*.test.ts', '../../vectors/*.test.ts', '../*.test.ts']);
	for (const name of TESTS) {
		if (PLAN.tests.length > 0 && !PLAN.tests.some((part) => name.includes(part))) continue;
		const load = files[`../../../${name}`.replace(/^.*\/tests\/attacks\//, '../').replace(/^.*\/tests\//, '../../')];
		beginFile(name);
		await load!();
	}
	const lived = [];
	for (const one of cases) {
		hits = new Set();
		const began = process.cpuUsage();
		const broken = await failure(one, 600_000);
		const { user, system } = process.cpuUsage(began);
		lived.push({ one, hits, ms: (user + system) / 1000 });
		say({ lived: `${one.file} ${one.name}`, ...(broken !== null && { broken }) });
		if (broken !== null) throw new Error(broken);
	}
	lived.sort((a, b) => a.ms - b.ms);
	for (const [id, hint] of PLAN.checks) {
		say({ at: id });
		const coming = lived.filter((one) => one.hits.has(id));
		coming.sort((a, b) => Number(b.one.name === hint) - Number(a.one.name === hint) || a.ms - b.ms);
		removed = id;
		let by: Pick<Case, 'file' | 'name'> | null = null;
		for (const { one, ms } of coming) {
			say({ trying: id });
			if ((await failure(one, MORE_MS + TIMES * ms)) === null) continue;
			by = { file: one.file, name: one.name };
			break;
		}
		removed = 0;
		say({ id, by, coming: coming.length });
	}
	say({ done: true });
	expect(cases.length).toBeGreaterThan(PLAN.tests.length > 0 ? 0 : 40);
});
