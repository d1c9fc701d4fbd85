/**
 * The floor that the vault is held against: raw IndexedDB, one AES-256-GCM ciphertext a record, the key already at hand.
 * No index, no signature, no journal, no padding, and the whole store opened to show a list.
 */
import { makeCases, type CaseRecord } from '../cases.ts';
import { contender } from './contender.ts';

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

/** The one that is written again: the floor does not read before it writes. */
const [ONE] = makeCases(1);
let database: IDBDatabase;
let key: CryptoKey | undefined;
const keyIn = (transaction: IDBTransaction) =>
	done(transaction.objectStore('keys').get('key') as IDBRequest<CryptoKey>);

export const floor = contender({
	async open() {
		database = await open();
		return 0;
	},
	async write(cases) {
		const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
		const sealed = await Promise.all(cases.map((one) => seal(made, one)));
		const transaction = database.transaction(['cases', 'keys'], 'readwrite', { durability: 'strict' });
		transaction.objectStore('keys').put(made, 'key');
		cases.forEach((one, i) => transaction.objectStore('cases').put(sealed[i], one.id));
		await completed(transaction);
	},
	async all() {
		const transaction = database.transaction(['cases', 'keys']);
		const [rows, found] = await Promise.all([
			done(transaction.objectStore('cases').getAll() as IDBRequest<Sealed[]>),
			keyIn(transaction)
		]);
		return Promise.all(rows.map((row) => unseal(found, row)));
	},
	async update(id, status) {
		const found = (key ??= await keyIn(database.transaction('keys')));
		if (ONE?.id !== id) throw new Error('not that one');
		const sealed = await seal(found, { ...ONE, status });
		const transaction = database.transaction('cases', 'readwrite', { durability: 'strict' });
		transaction.objectStore('cases').put(sealed, id);
		await completed(transaction);
	}
});
