/**
 * The floor that the vault is held against: raw IndexedDB, one AES-256-GCM ciphertext a record, the key already at hand.
 * No index, no signature, no journal, no padding, and the whole store opened to show a list.
 */
import { makeCases, type CaseRecord } from '../cases.ts';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
	new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(new Error(String(request.error)));
		};
	});
const completed = (transaction: IDBTransaction): Promise<void> =>
	new Promise((resolve, reject) => {
		transaction.oncomplete = () => {
			resolve();
		};
		transaction.onabort = () => {
			reject(new Error(String(transaction.error)));
		};
	});
const open = () => {
	const request = indexedDB.open('floor', 1);
	request.onupgradeneeded = () => {
		request.result.createObjectStore('cases');
		request.result.createObjectStore('keys');
	};
	return done(request);
};

interface Sealed {
	readonly iv: Uint8Array<ArrayBuffer>;
	readonly ct: ArrayBuffer;
}
async function seal(key: CryptoKey, value: CaseRecord): Promise<Sealed> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const plain = new TextEncoder().encode(JSON.stringify(value));
	return { iv, ct: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
}
async function unseal(key: CryptoKey, { iv, ct }: Sealed): Promise<CaseRecord> {
	const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ct);
	return JSON.parse(new TextDecoder().decode(plain)) as CaseRecord;
}

export const floor = {
	async write(count: number): Promise<void> {
		const cases = makeCases(count);
		const database = await open();
		const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
		const sealed = await Promise.all(cases.map((one) => seal(key, one)));
		const transaction = database.transaction(['cases', 'keys'], 'readwrite', { durability: 'strict' });
		transaction.objectStore('keys').put(key, 'key');
		cases.forEach((one, i) => transaction.objectStore('cases').put(sealed[i], one.id));
		await completed(transaction);
		database.close();
	},

	/** Milliseconds from nothing to a list, filtered and sorted. */
	async open(): Promise<{ readonly ms: number; readonly count: number }> {
		const from = performance.now();
		const database = await open();
		const transaction = database.transaction(['cases', 'keys']);
		const [rows, key] = await Promise.all([
			done(transaction.objectStore('cases').getAll() as IDBRequest<Sealed[]>),
			done(transaction.objectStore('keys').get('key') as IDBRequest<CryptoKey>)
		]);
		const all = await Promise.all(rows.map((row) => unseal(key, row)));
		const hits = all.filter(({ notes, status }) => notes.includes('refuge') && status === 'open');
		hits.sort((a, b) => b.updatedAt - a.updatedAt);
		return { ms: performance.now() - from, count: all.length };
	},

	/** Milliseconds of each of `count` durable updates of one record. */
	async update(count: number): Promise<readonly number[]> {
		const database = await open();
		const key = await done(database.transaction('keys').objectStore('keys').get('key') as IDBRequest<CryptoKey>);
		const [one] = makeCases(1);
		if (!one) throw new Error('no case');
		const times: number[] = [];
		for (let i = 0; i < count; i++) {
			const from = performance.now();
			one.status = `s${i}`;
			const sealed = await seal(key, one);
			const transaction = database.transaction('cases', 'readwrite', { durability: 'strict' });
			transaction.objectStore('cases').put(sealed, one.id);
			await completed(transaction);
			times.push(performance.now() - from);
		}
		return times;
	}
};
