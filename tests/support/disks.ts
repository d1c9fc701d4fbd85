/** Copies of a fake phone's disk. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { makeDatabase } from '../../src/lib/storage/database.ts';

export async function copyDisk(indexedDB: IDBFactory): Promise<IDBFactory> {
	const from = makeDatabase({ indexedDB, IDBKeyRange });
	const [rows0, rows1] = [await from.rows0.toArray(), await from.rows1.toArray()];
	from.close();
	const copy = new IDBFactory();
	const to = makeDatabase({ indexedDB: copy, IDBKeyRange });
	await to.rows0.bulkPut(rows0);
	await to.rows1.bulkPut(rows1);
	to.close();
	return copy;
}
