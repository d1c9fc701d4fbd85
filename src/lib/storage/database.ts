/**
 * The database of a vault: one for each of those that a phone has. Every value in it is sealed or random; names and sizes say nothing about a person.
 *
 *     base    0 → slot file (four look-alike slots)   1 → wrong attempts (16 bytes, always there)
 *     rows0   { id: 16 bytes, box: bytes }            the two containers: same tables, same number of rows at first,
 *     rows1   { id: 16 bytes, box: bytes }            of the same sizes; only one is ever written afterwards
 *     courier 0 → who carries while the vault is locked   (these three are empty until a courier is set, and are not sealed
 *     outbox  number → what it is to take to the server    under a key of this phone: `courier.ts`)
 *     inbox   number → what it has brought from there
 *
 * Every version ever shipped stays here, and a stored sample of each is opened by the tests.
 */
import { Dexie, type Table } from 'dexie';
import { databaseOf } from './name.ts';

export interface Row {
	readonly id: Uint8Array;
	readonly box: Uint8Array;
}

export type Container = 0 | 1;

export interface Surroundings {
	readonly indexedDB: IDBFactory;
	readonly IDBKeyRange: typeof IDBKeyRange;
	/** Of which vault, from 1; absent: the first. */
	readonly vault?: number;
	/** Sees each database as it is made, before it opens: the fault tests put their faults in here. */
	readonly instrument?: (database: Database) => void;
}

export type Database = Dexie & {
	readonly base: Table<Uint8Array, number>;
	readonly rows0: Table<Row, Uint8Array>;
	readonly rows1: Table<Row, Uint8Array>;
	readonly courier: Table<unknown, number>;
	readonly outbox: Table<unknown, number>;
	readonly inbox: Table<unknown, number>;
};

/** A database not yet open; Dexie opens it at the first use. */
export function makeDatabase({ indexedDB, IDBKeyRange, vault = 1, instrument }: Surroundings): Database {
	const database = new Dexie(databaseOf(vault), {
		indexedDB,
		IDBKeyRange,
		// "Saved" means on the disk, not in a buffer that a dead battery loses.
		chromeTransactionDurability: 'strict',
		cache: 'disabled'
	}) as Database;
	database.version(1).stores({ base: '', rows0: 'id', rows1: 'id' });
	database.version(2).stores({ courier: '', outbox: '++', inbox: '++' });
	instrument?.(database);
	return database;
}

export function rowsOf(database: Database, container: Container): Table<Row, Uint8Array> {
	return container === 0 ? database.rows0 : database.rows1;
}
