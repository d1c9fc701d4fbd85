import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from './database.ts';
import { failureOf } from './failure.ts';
import { openStore, type Store } from './store.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const row = (id: number, box: number) => ({ id: bytes(id, ...Array<number>(15).fill(0)), box: bytes(box) });
const BASE = { slots: bytes(1), attempts: bytes(0) };

let databases: Database[];
let indexedDB: IDBFactory;
let store: Store;

beforeEach(async () => {
	databases = [];
	indexedDB = new IDBFactory();
	store = openStore({ indexedDB, IDBKeyRange, instrument: (database) => databases.push(database) });
	await store.initialise(BASE, [[row(1, 1)], [row(9, 9)]]);
});

describe('the store', () => {
	it('holds nothing before a vault is made, and is made only once', async () => {
		expect(await openStore({ indexedDB: new IDBFactory(), IDBKeyRange }).base()).toEqual({ ok: true, value: null });
		expect(await store.base()).toEqual({ ok: true, value: { ...BASE, passkey: null } });
		expect(await store.initialise({ ...BASE, slots: bytes(2) }, [[], []])).toEqual({ ok: true, value: 'exists' });
		expect(await store.base()).toEqual({ ok: true, value: { ...BASE, passkey: null } });
	});

	it('writes rows together only while the guard row is as it was read', async () => {
		const guard = row(1, 1);
		expect(await store.commit(0, { guard, put: row(1, 2), add: [row(2, 7)] })).toEqual({ ok: true, value: 'done' });
		expect(await store.commit(0, { guard, put: row(1, 3), add: [row(3, 7)] })).toEqual({ ok: true, value: 'moved' });
		expect(await store.get(0, [row(1, 0).id, row(2, 0).id, row(3, 0).id])).toEqual({
			ok: true,
			value: [bytes(2), bytes(7), null]
		});
		const absent = { ...row(5, 0), box: null };
		expect(await store.commit(0, { guard: absent, put: row(5, 1), add: [] })).toMatchObject({ value: 'done' });
		expect(await store.commit(0, { guard: absent, put: row(5, 2), add: [] })).toMatchObject({ value: 'moved' });
	});

	it('never writes over a row that is to be added', async () => {
		await store.commit(0, { guard: row(1, 1), put: row(1, 2), add: [row(2, 7)] });
		expect(await store.commit(0, { guard: row(1, 2), put: row(1, 3), add: [row(2, 8)] })).toMatchObject({
			value: 'moved'
		});
		expect(await store.get(0, [row(1, 0).id, row(2, 0).id])).toMatchObject({ value: [bytes(2), bytes(7)] });
	});

	it('keeps the containers apart', async () => {
		expect(await store.get(1, [row(1, 0).id, row(9, 0).id])).toEqual({ ok: true, value: [null, bytes(9)] });
	});

	it('knows its own write again when only the answer was lost', async () => {
		const change = { guard: row(1, 1), put: row(1, 2), add: [row(2, 1)] };
		await store.commit(0, change);
		expect(await store.commit(0, change)).toEqual({ ok: true, value: 'done' });
	});

	it('opens the database again when the browser has dropped the connection', async () => {
		databases.at(-1)!.close();
		expect(await store.base()).toEqual({ ok: true, value: { ...BASE, passkey: null } });
		expect(databases).toHaveLength(2);
	});

	it('opens it once for all that was under way', async () => {
		databases.at(-1)!.close();
		const all = await Promise.all([
			store.base(),
			store.get(0, [row(1, 0).id]),
			store.writeAttempts(bytes(3)),
			store.base()
		]);
		expect(all.every(({ ok }) => ok)).toBe(true);
		expect(databases).toHaveLength(2);
	});

	it('asks the browser for strict durability', async () => {
		const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
		const fresh = openStore({ indexedDB, IDBKeyRange });
		await fresh.commit(0, { guard: row(1, 1), put: row(1, 2), add: [] });
		expect(asked).toHaveBeenLastCalledWith(expect.anything(), 'readwrite', { durability: 'strict' });
		asked.mockRestore();
	});
});

describe('a failure of the store', () => {
	it.each([
		[{ name: 'AbortError', inner: { name: 'QuotaExceededError' } }, 'full'],
		[{ name: 'QuotaExceededError' }, 'full'],
		[{ name: 'OpenFailedError', inner: { name: 'SecurityError' } }, 'unavailable'],
		[{ name: 'MissingAPIError' }, 'unavailable'],
		[{ name: 'DatabaseClosedError' }, 'lost'],
		[{ name: 'UnknownError' }, 'lost'],
		[new TypeError('a defect of ours'), null],
		[undefined, null]
	])('%o is told as %s', (error, failure) => {
		expect(failureOf(error)).toBe(failure);
	});
});
