/** The page that is measured: the floor and the vault's own client and Worker, on the same browser. */
import { fromCbor } from '$lib/crypto/cbor';
import { createVault } from '$lib/vault';
import { editsOf, makeCases } from '../cases.ts';
import { floor } from './floor.ts';
import { fillTeam } from './team.ts';

const WORDS = 'abaisser abandon abdiquer abeille abolir aborder';
const vault = createVault(1, () => Promise.resolve(false));

function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

/** What the slot file says a guess costs. */
async function storedCost(): Promise<{ readonly m: number; readonly t: number }> {
	const opening = indexedDB.open('repit');
	await new Promise((resolve) => (opening.onsuccess = resolve));
	const asking = opening.result.transaction('base').objectStore('base').get(0);
	await new Promise((resolve) => (asking.onsuccess = resolve));
	opening.result.close();
	const { m, t } = (fromCbor(asking.result as Uint8Array) as { kdf: { m: number; t: number } }).kdf;
	return { m, t };
}

const bench = {
	floor,
	/** Milliseconds to make a vault, and what was chosen. */
	async create() {
		const from = performance.now();
		good(await vault.create(WORDS));
		return { ms: performance.now() - from, ...(await storedCost()) };
	},
	/** Milliseconds of writing these cases one after the other, each durable before the next. */
	async fill(from: number, to: number): Promise<number> {
		const cases = makeCases(to).slice(from).map(editsOf);
		const began = performance.now();
		for (const edits of cases) good(await vault.createCase(edits));
		return performance.now() - began;
	},
	/** Writes so many more entries into each of these cases, each durable before the next. */
	async edit(from: number, to: number, times: number): Promise<void> {
		const cases = good(await vault.list()).slice(from, to);
		for (const { id } of cases)
			for (let n = 0; n < times; n++)
				good(await vault.edit(id, [{ path: 'note', value: `${id} ${n} ${performance.now()}` }]));
	},
	/** The same said by four other phones of a team. */
	fillTeam: (from: number, to: number) => fillTeam(WORDS, makeCases(to).slice(from).map(editsOf)),
	/** Waits until the Worker has written its index. */
	settle: () => new Promise((resolve) => setTimeout(resolve, 6500)),
	/**
	 * Milliseconds from the passphrase to a list, filtered and sorted: the key derivation, and all the rest. The screen that
	 * asks for the passphrase has asked whether there is a vault.
	 */
	async open() {
		if ((await vault.status()) !== 'locked') throw new Error('no vault to open');
		const marks = [performance.now()];
		good(
			await vault.unlock(WORDS, (done) => {
				if (done <= 0.1) marks[1] = performance.now();
				else if (done <= 0.6) marks[2] = performance.now();
			})
		);
		marks.push(performance.now());
		const all = good(await vault.list());
		const hits = all.filter(({ status }) => status === 'active').sort((a, b) => b.updatedAt - a.updatedAt);
		marks.push(performance.now());
		const steps = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
		const derivation = steps[1] ?? 0;
		return { derivation, ms: steps.reduce((a, b) => a + b, 0) - derivation, count: hits.length, steps };
	},
	/** Milliseconds of opening each of `count` cases, one after the other. */
	async look(count: number): Promise<readonly number[]> {
		const times: number[] = [];
		for (const { id } of good(await vault.list()).slice(-count)) {
			const from = performance.now();
			good(await vault.open(id));
			times.push(performance.now() - from);
		}
		return times;
	},
	/** Milliseconds of each of `count` durable edits of one field of one case. */
	async update(count: number): Promise<readonly number[]> {
		const [one] = good(await vault.list());
		if (!one) throw new Error('no case');
		good(await vault.open(one.id));
		const times: number[] = [];
		for (let i = 0; i < count; i++) {
			const from = performance.now();
			good(await vault.edit(one.id, [{ path: 'nextAction', value: `s${i}` }]));
			times.push(performance.now() - from);
		}
		return times;
	}
};
export type Bench = typeof bench;
Object.assign(globalThis, { bench });
