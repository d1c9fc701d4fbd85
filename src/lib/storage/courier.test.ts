import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCourierKey, isCourierKey } from '../crypto/courier.ts';
import { openCourierStore, type CourierStore } from './courier.ts';
import { openStore } from './store.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const place = { origin: 'https://repit.test', space: bytes(1), device: bytes(2) };

let indexedDB: IDBFactory;
let store: CourierStore;
beforeEach(async () => {
	indexedDB = new IDBFactory();
	store = openCourierStore({ indexedDB });
	// The vault's, which makes the tables.
	await openStore({ indexedDB, IDBKeyRange }).base();
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

	it('makes nothing where there is no vault, and neither touches nor holds up a later version', async () => {
		const bare = new IDBFactory();
		const none = openCourierStore({ indexedDB: bare });
		expect([await none.row(), await none.outbox(), await none.inbox()].map(value)).toEqual([null, [], []]);
		expect(await bare.databases()).toEqual([]);
		await version(bare, 10, ['base']);
		expect([await none.row(), await none.outbox(), await none.inbox()].map(value)).toEqual([null, [], []]);
		expect(await none.brought(bytes(0), bytes(1), [bytes(2)])).toEqual({ ok: true, value: 'moved' });
		expect((await bare.databases())[0]?.version).toBe(10);
		await version(bare, 990, ['courier', 'outbox', 'inbox', 'later']);
		await none.set({ key: (await createCourierKey()).signingKey, ...place, cursor: bytes(0) }, []);
		expect(await none.brought(bytes(0), bytes(1), [bytes(2)])).toEqual({ ok: true, value: 'done' });
		// A connection left open would let nobody go on.
		await version(bare, 1000, []);
		expect((await bare.databases())[0]?.version).toBe(1000);
	});

	it('says that there is no room, or no storage, and takes nothing half', async () => {
		const { signingKey } = await createCourierKey();
		const row = { key: signingKey, ...place, cursor: bytes(0) };
		await store.set(row, [bytes(7)]);
		// No browser keeps a function: the second item fails, and with it everything.
		await expect(store.set(row, [bytes(1), (() => 0) as never])).rejects.toThrow();
		expect(value(await store.outbox())!.map(([, item]) => item)).toEqual([bytes(7)]);
		const refused = { open: () => throwing('SecurityError') } as unknown as IDBFactory;
		expect(await openCourierStore({ indexedDB: refused }).row()).toEqual({ ok: false, error: 'unavailable' });
		const full = { open: () => throwing('QuotaExceededError') } as unknown as IDBFactory;
		expect(await openCourierStore({ indexedDB: full }).set(row, [])).toEqual({ ok: false, error: 'full' });
	});
});

function throwing(name: string): never {
	throw new DOMException('', name);
}

/** A database of that version, with these tables besides those it has. */
function version(factory: IDBFactory, to: number, tables: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const opening = factory.open('repit', to);
		opening.onblocked = opening.onerror = () => {
			reject(new Error('not opened'));
		};
		opening.onupgradeneeded = () => {
			for (const name of tables)
				opening.result.createObjectStore(name, name === 'courier' ? {} : { autoIncrement: true });
		};
		opening.onsuccess = () => {
			opening.result.close();
			resolve();
		};
	});
}

it('a database of the first version gets the tables of a courier, empty, and keeps what it has', async () => {
	indexedDB = new IDBFactory();
	store = openCourierStore({ indexedDB });
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
	const vault = openStore({ indexedDB, IDBKeyRange });
	expect(value(await vault.base())).toMatchObject({ slots: bytes(1) });
	expect(await store.row()).toEqual({ ok: true, value: null });
	expect(await store.outbox()).toEqual({ ok: true, value: [] });
	expect(await store.inbox()).toEqual({ ok: true, value: [] });
	for (const container of [0, 1] as const)
		expect(await vault.get(container, [bytes(1, 1)])).toEqual({ ok: true, value: [bytes(2)] });
	expect((await indexedDB.databases())[0]?.version).toBe(20);
});
