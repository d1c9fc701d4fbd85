/**
 * What the courier has on the disk (`docs/protocol.md`, 12). Not sealed under a key of this phone, since it is used while that key is
 * not there: a key that cannot be exported and opens nothing, and items as they travel, each sealed by whoever wrote it. Whatever
 * stands here can have been put there by anybody who had the disk: it is checked by whoever reads it.
 *
 * Without the library that the vault's rows are reached by, since the service worker reaches these: it would be three times as large.
 */
import { fail, ok } from '../domain/result.ts';
import { databaseOf } from './name.ts';
import type { Surroundings } from './database.ts';
import { failureOf } from './failure.ts';
import type { Stored } from './reopening.ts';

/** As it is stored; `key` is what the browser keeps of a key, and never bytes. */
interface CourierRow {
	readonly key: CryptoKey;
	/** The server's address, and whom it logs in as. */
	readonly origin: string;
	readonly space: Uint8Array;
	readonly device: Uint8Array;
	/** Where its next pull begins. */
	readonly cursor: Uint8Array;
}

/** One row of the outbox or the inbox, not looked at yet. */
export type Carried = readonly [no: number, item: unknown];

export interface CourierStore {
	/** Not looked at yet; `null`: there is no courier. */
	row(): Stored<unknown>;
	/** All at once: whose courier this is, what it is to take along, and an empty inbox. `null`: nothing is left of any. */
	set(courier: CourierRow | null, items: readonly Uint8Array[]): Stored<void>;
	outbox(): Stored<readonly Carried[]>;
	/** These are on the server. */
	taken(numbers: readonly number[]): Stored<void>;
	inbox(): Stored<readonly Carried[]>;
	/** A pull from `from` has brought this, and goes on at `to`. `moved`: the row is another one by now; nothing was kept. */
	brought(from: Uint8Array, to: Uint8Array, items: readonly Uint8Array[]): Stored<'done' | 'moved'>;
	/** These were read by the vault, and the outbox is its own again. */
	emptied(numbers: readonly number[]): Stored<void>;
}

const ONLY = 0;
const TABLES = ['courier', 'outbox', 'inbox'] as const;
type Name = (typeof TABLES)[number];
type Tables = (name: Name) => IDBObjectStore;

export function openCourierStore({ indexedDB, vault = 1 }: Pick<Surroundings, 'indexedDB' | 'vault'>): CourierStore {
	const name = databaseOf(vault);
	/** `none`: what is answered where nothing was ever made. */
	async function within<T>(
		mode: IDBTransactionMode,
		names: readonly Name[],
		none: T,
		work: (tables: Tables) => T | Promise<T>
	): Stored<T> {
		try {
			const database = await opened(indexedDB, name);
			return ok(database ? await wholly(database.transaction(names, mode, { durability: 'strict' }), work) : none);
		} catch (error) {
			const failure = failureOf(error);
			if (!failure) throw error;
			return fail(failure);
		}
	}

	/** Its requests are not waited for one by one: what fails in one ends the transaction, and is heard of there. */
	const written = (names: readonly Name[], work: (tables: Tables) => void) =>
		within<undefined>('readwrite', names, undefined, (tables) => {
			work(tables);
			return undefined;
		});
	const pairs = (name: 'outbox' | 'inbox') =>
		within<readonly Carried[]>('readonly', [name], [], async (tables) => {
			const table = tables(name);
			const [numbers, items] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
			return items.map((item: unknown, i) => [numbers[i] as number, item]);
		});
	return {
		row: () => within<unknown>('readonly', ['courier'], null, async (tables) => (await read(tables)) ?? null),

		set: (row, items) =>
			written(TABLES, (tables) => {
				for (const name of TABLES) tables(name).clear();
				if (row) tables('courier').put(row, ONLY);
				// Numbers are never used twice: what a push from before is told of is not what stands here now.
				for (const item of items) tables('outbox').add(item);
			}),

		outbox: () => pairs('outbox'),

		taken: (numbers) =>
			written(['outbox'], (tables) => {
				for (const no of numbers) tables('outbox').delete(no);
			}),

		inbox: () => pairs('inbox'),

		brought: (from, to, items) =>
			within<'done' | 'moved'>('readwrite', ['courier', 'inbox'], 'moved', async (tables) => {
				const row = await read(tables);
				// What was written already, and only its answer was lost, has moved: it is asked for from there.
				if (!(row instanceof Object && 'cursor' in row && row.cursor instanceof Uint8Array)) return 'moved';
				if (String(row.cursor) !== String(from)) return 'moved';
				tables('courier').put({ ...(row as object as CourierRow), cursor: to }, ONLY);
				for (const item of items) tables('inbox').add(item);
				return 'done';
			}),

		emptied: (numbers) =>
			written(['outbox', 'inbox'], (tables) => {
				tables('outbox').clear();
				for (const no of numbers) tables('inbox').delete(no);
			})
	};
}

const read = (tables: Tables): Promise<unknown> => done<unknown>(tables('courier').get(ONLY));

/**
 * A connection for one use, to the database as it is: of a later version too, and in nobody's way who makes it one. `null` where there
 * is none, or none with these tables: it is the vault's to make.
 */
function opened(indexedDB: IDBFactory, name: string): Promise<IDBDatabase | null> {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open(name);
		let absent = false;
		opening.onupgradeneeded = () => {
			absent = true;
			opening.transaction?.abort();
		};
		opening.onerror = (event) => {
			event.preventDefault();
			if (absent) resolve(null);
			else reject(reasonOf(opening.error));
		};
		opening.onsuccess = () => {
			const database = opening.result;
			database.onversionchange = () => {
				database.close();
			};
			const whole = TABLES.every((name) => database.objectStoreNames.contains(name));
			if (!whole) database.close();
			resolve(whole ? database : null);
		};
	});
}

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(reasonOf(request.error));
		};
	});
}

/** All of it on the disk or nothing; the connection ends with it. */
async function wholly<T>(transaction: IDBTransaction, work: (tables: Tables) => T | Promise<T>): Promise<T> {
	let over = false;
	const ended = new Promise<void>((resolve, reject) => {
		transaction.oncomplete = () => {
			over = true;
			resolve();
		};
		transaction.onabort = () => {
			over = true;
			reject(reasonOf(transaction.error));
		};
	});
	// Heard below, also where the work fails first.
	ended.catch(() => undefined);
	try {
		const value = await work((name) => transaction.objectStore(name));
		await ended;
		return value;
	} catch (error) {
		if (!over) transaction.abort();
		throw error;
	} finally {
		transaction.db.close();
	}
}

const reasonOf = (error: DOMException | null): DOMException => error ?? new DOMException('aborted', 'AbortError');
