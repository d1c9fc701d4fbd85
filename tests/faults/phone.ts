/**
 * A phone for tests: one disk (fake-indexeddb), one clock, one lock between tabs, and faults put in at any step of the
 * store: before and after every read and write inside a transaction, and after every commit.
 */
import type { DBCore } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openStore, type Surroundings } from '../../src/lib/storage/index.ts';
import { makeDatabase, type Database } from '../../src/lib/storage/database.ts';
import { Core } from '../../src/lib/vault/core.ts';
import type { CaseId } from '../../src/lib/domain/case.ts';

export type Step = (database: Database, where: string) => void;

export interface Phone {
	readonly indexedDB: IDBFactory;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	now: number;
}

/** Serialises work as a Web Lock does. */
export function lockOf(): Phone['exclusive'] {
	let last: Promise<unknown> = Promise.resolve();
	return (work) => {
		const turn = last.then(work);
		last = turn.catch(() => undefined);
		return turn;
	};
}

export function newPhone(): Phone {
	return { indexedDB: new IDBFactory(), exclusive: lockOf(), now: 1_790_000_000_000 };
}

/** A tab on that phone. */
export function openTab(
	phone: Phone,
	{ step, exclusive, changed }: { step?: Step; exclusive?: Phone['exclusive']; changed?: (id: CaseId) => void } = {}
): Core {
	let elapsed = 0;
	const surroundings = { indexedDB: phone.indexedDB, IDBKeyRange, ...(step && { instrument: faulty(step) }) };
	return new Core({
		store: openStore(surroundings),
		now: () => (phone.now += 7),
		// Measured as slow, so that the cost of a guess is the floor and tests are quick.
		elapsed: () => (elapsed += 10_000),
		exclusive: exclusive ?? phone.exclusive,
		changed: changed ?? (() => undefined),
		app: 'test'
	});
}

export const passphrase = (words = 'un deux trois quatre cinq six') => new TextEncoder().encode(words);
export const ignore = () => undefined;

/** The value of a result that must be good. */
export function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
	if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
	return result.value;
}

export async function createdOn(phone: Phone, words?: string): Promise<Core> {
	const tab = openTab(phone);
	good(await tab.create(passphrase(words), ignore));
	return tab;
}

export async function unlockedOn(
	phone: Phone,
	options: Parameters<typeof openTab>[1] = {},
	words?: string
): Promise<Core> {
	const tab = openTab(phone, options);
	good(await tab.unlock(passphrase(words), ignore));
	return tab;
}

export interface Disk {
	readonly base: readonly (readonly [number, Uint8Array])[];
	readonly rows: readonly [readonly Row[], readonly Row[]];
}
type Row = { readonly id: Uint8Array; readonly box: Uint8Array };

/** Everything on the disk. */
export async function diskOf({ indexedDB }: Pick<Phone, 'indexedDB'>): Promise<Disk> {
	const database = makeDatabase({ indexedDB, IDBKeyRange });
	const keys = await database.base.toCollection().primaryKeys();
	const values = await database.base.toArray();
	const disk = {
		base: keys.map((key, i) => [key, values[i]!] as const),
		rows: [await database.rows0.toArray(), await database.rows1.toArray()] as const
	};
	database.close();
	return disk;
}

/** Another phone with the same disk. */
export async function copyOf(phone: Phone, disk?: Disk): Promise<Phone> {
	const { base, rows } = disk ?? (await diskOf(phone));
	const copy: Phone = { ...newPhone(), now: phone.now };
	await withDisk(copy, async (database) => {
		await database.base.bulkPut(
			base.map(([, value]) => value),
			base.map(([key]) => key)
		);
		await database.rows0.bulkPut(rows[0]);
		await database.rows1.bulkPut(rows[1]);
	});
	return copy;
}

/** Lets a test change what is stored, behind the vault's back. */
export async function withDisk({ indexedDB }: Phone, change: (database: Database) => Promise<void>): Promise<void> {
	const database = makeDatabase({ indexedDB, IDBKeyRange });
	await change(database);
	database.close();
}

function faulty(step: Step): NonNullable<Surroundings['instrument']> {
	return (database) => {
		const around = async <T>(where: string, work: () => PromiseLike<T>): Promise<T> => {
			step(database, `before ${where}`);
			const done = await work();
			step(database, `after ${where}`);
			return done;
		};
		database.use({
			stack: 'dbcore',
			name: 'faults',
			create: (core): DBCore => ({
				...core,
				table: (name) => {
					const table = core.table(name);
					return {
						...table,
						get: (request) => around(`get ${name}`, () => table.get(request)),
						getMany: (request) => around(`getMany ${name}`, () => table.getMany(request)),
						mutate: (request) => around(`${request.type} ${name}`, () => table.mutate(request))
					};
				}
			})
		});
		const transaction = database.transaction.bind(database) as (...args: unknown[]) => PromiseLike<unknown>;
		Object.assign(database, {
			transaction: async (...args: unknown[]) => {
				const done = await transaction(...args);
				step(database, 'after commit');
				return done;
			}
		});
	};
}
