/** The page on which syncs are measured: the vault's own client and Worker, and the floor, on the same browser and server. */
import { createVault } from '$lib/vault';

const WORDS = 'abaisser abandon abdiquer abeille abolir aborder';
const IV = 12;
const vault = createVault(1, () => Promise.resolve(false));

function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return performance.now() - from;
}

async function store(): Promise<IDBDatabase> {
	const request = indexedDB.open('floor', 1);
	request.onupgradeneeded = () => request.result.createObjectStore('rows', { autoIncrement: true });
	await new Promise((resolve, reject) => {
		request.onsuccess = resolve;
		request.onerror = reject;
	});
	return request.result;
}

/** Length, iv and ciphertext after each other. */
function rowsIn(answer: ArrayBuffer): readonly Uint8Array<ArrayBuffer>[] {
	const view = new DataView(answer);
	const rows: Uint8Array<ArrayBuffer>[] = [];
	for (let at = 0; at < answer.byteLength;) {
		const length = IV + view.getUint32(at);
		rows.push(new Uint8Array(answer, at + 4, length));
		at += 4 + length;
	}
	return rows;
}

const sync = {
	/** Fetches, decrypts and puts the same bytes: a transaction an answer, strictly durable. */
	async floor(answers: number): Promise<number> {
		const database = await store();
		const raw = new Uint8Array(32).fill(7);
		const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
		const ms = await timed(async () => {
			for (let i = 0; i < answers; i++) {
				const rows = rowsIn(await (await fetch(`/floor/${i}`, { cache: 'no-store' })).arrayBuffer());
				await Promise.all(
					rows.map((row) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.subarray(0, IV) }, key, row.subarray(IV)))
				);
				const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' });
				for (const row of rows) transaction.objectStore('rows').put(row.slice());
				await new Promise((resolve, reject) => {
					transaction.oncomplete = resolve;
					transaction.onabort = reject;
				});
			}
		});
		database.close();
		return ms;
	},
	/** A new vault, and code A of its phone. */
	async begin(): Promise<string> {
		good(await vault.create(WORDS));
		return good(await vault.team.joinBegin()).code;
	},
	/** Milliseconds from code B to a list of everything, and how many cases that are. */
	async first(code: string): Promise<{ readonly first: number; readonly cases: number }> {
		let cases = 0;
		const first = await timed(async () => {
			good(await vault.team.joinFinish(code));
			good(await vault.team.sync());
			cases = good(await vault.list()).length;
		});
		return { first, cases };
	},
	/** Milliseconds of one more round. */
	again: (): Promise<number> => timed(async () => good(await vault.team.sync()))
};
export type SyncBench = typeof sync;
Object.assign(globalThis, { sync });
