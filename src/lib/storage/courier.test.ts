import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCourierKey, isCourierKey } from '../crypto/courier.ts';
import { openCourierStore, type CourierStore } from './courier.ts';
import type { Database } from './database.ts';
import { openStore } from './store.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const place = { origin: 'https://repit.test', space: bytes(1), device: bytes(2) };

let indexedDB: IDBFactory;
let databases: Database[];
let store: CourierStore;
beforeEach(() => {
	indexedDB = new IDBFactory();
	databases = [];
	store = openCourierStore({ indexedDB, IDBKeyRange, instrument: (database) => databases.push(database) });
});

const value = <T>(result: { ok: boolean; value?: T }): T | undefined => result.value;

describe('what a courier has on the disk', () => {
	it('is its key as the browser keeps it, and what it carries, all at once; and then nothing of it', async () => {
		const { signingKey, publicKey } = await createCourierKey();
		expect(await store.row()).toEqual({ ok: true, value: null });
		await store.set({ key: signingKey, ...place, cursor: bytes(0) }, [bytes(7), bytes(8)]);
		const row = value(await store.row()) as { key: CryptoKey };
		expect(row).toMatchObject({ ...place, cursor: bytes(0) });
		expect([row.key.extractable, await isCourierKey(row.key, publicKey)]).toEqual([false, true]);
		expect(value(await store.outbox())!.map(([, item]) => item)).toEqual([bytes(7), bytes(8)]);
		await store.brought(bytes(0), bytes(1), [bytes(9)]);
		await store.set(null, []);
		expect([value(await store.row()), value(await store.outbox()), value(await store.inbox())]).toEqual([null, [], []]);
	});

	it('goes with the vault', async () => {
		const { signingKey } = await createCourierKey();
		await store.set({ key: signingKey, ...place, cursor: bytes(0) }, [bytes(7)]);
		await store.brought(bytes(0), bytes(1), [bytes(9)]);
		expect(await openStore({ indexedDB, IDBKeyRange }).erase()).toMatchObject({ ok: true });
		expect([value(await store.row()), value(await store.outbox()), value(await store.inbox())]).toEqual([null, [], []]);
	});

	it('numbers nothing twice, so that an answer from before takes away nothing that stands there now', async () => {
		const { signingKey } = await createCourierKey();
		const row = { key: signingKey, ...place, cursor: bytes(0) };
		await store.set(row, [bytes(7), bytes(8)]);
		const before = value(await store.outbox())!.map(([no]) => no);
		await store.set(row, [bytes(5)]);
		await store.taken(before);
		expect(value(await store.outbox())!.map(([, item]) => item)).toEqual([bytes(5)]);
	});

	it('keeps what was brought with the cursor, or neither, whoever is faster', async () => {
		const { signingKey } = await createCourierKey();
		await store.set({ key: signingKey, ...place, cursor: bytes(0) }, []);
		expect(await store.brought(bytes(0), bytes(1), [bytes(3), bytes(4)])).toEqual({ ok: true, value: 'done' });
		expect(await store.brought(bytes(0), bytes(2), [bytes(5)])).toEqual({ ok: true, value: 'moved' });
		const inbox = value(await store.inbox())!;
		expect(inbox.map(([, item]) => item)).toEqual([bytes(3), bytes(4)]);
		expect(value(await store.row())).toMatchObject({ cursor: bytes(1) });
		// What came after it was read stays.
		await store.brought(bytes(1), bytes(2), [bytes(6)]);
		await store.emptied(inbox.map(([no]) => no));
		expect(value(await store.inbox())!.map(([, item]) => item)).toEqual([bytes(6)]);
		// Forgotten meanwhile.
		await store.set(null, []);
		expect(await store.brought(bytes(2), bytes(3), [bytes(6)])).toEqual({ ok: true, value: 'moved' });
		expect(value(await store.inbox())).toEqual([]);
	});

	it('opens the database again when the browser has dropped the connection', async () => {
		await store.row();
		databases.at(-1)!.close();
		expect(await store.outbox()).toEqual({ ok: true, value: [] });
		expect(databases).toHaveLength(2);
	});
});

it('a database of the first version gets the tables of a courier, empty, and keeps what it has', async () => {
	await new Promise<void>((resolve, reject) => {
		const opening = indexedDB.open('repit', 10);
		opening.onerror = () => {
			reject(new Error('not opened'));
		};
		opening.onupgradeneeded = () => {
			opening.result.createObjectStore('base').put(bytes(1), 0);
			for (const name of ['rows0', 'rows1'])
				opening.result.createObjectStore(name, { keyPath: 'id' }).put({ id: bytes(1, 1), box: bytes(2) });
		};
		opening.onsuccess = () => {
			opening.result.close();
			resolve();
		};
	});
	expect(await store.row()).toEqual({ ok: true, value: null });
	expect(await store.outbox()).toEqual({ ok: true, value: [] });
	expect(await store.inbox()).toEqual({ ok: true, value: [] });
	const vault = openStore({ indexedDB, IDBKeyRange });
	expect(value(await vault.base())).toMatchObject({ slots: bytes(1) });
	for (const container of [0, 1] as const)
		expect(await vault.get(container, [bytes(1, 1)])).toEqual({ ok: true, value: [bytes(2)] });
	expect((await indexedDB.databases())[0]?.version).toBe(20);
});
