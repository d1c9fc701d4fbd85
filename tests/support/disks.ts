/** Disks of fake phones: a browser's database as fake-indexeddb has it, or rows in memory alone, for what is lived thousands of times. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { ok } from '../../src/lib/domain/result.ts';
import { makeDatabase } from '../../src/lib/storage/database.ts';
import { openStore, type Store } from '../../src/lib/storage/index.ts';

export interface Disk {
	open(): Store;
	copy(): Promise<Disk>;
	/** Every row that is on it, as it is. */
	rows(): Promise<readonly Uint8Array[]>;
}

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

export function databaseDisk(indexedDB = new IDBFactory()): Disk {
	return {
		open: () => openStore({ indexedDB, IDBKeyRange }),
		copy: async () => databaseDisk(await copyDisk(indexedDB)),
		async rows() {
			const database = makeDatabase({ indexedDB, IDBKeyRange });
			const all = [...(await database.rows0.toArray()), ...(await database.rows1.toArray())];
			const base = await database.base.toArray();
			database.close();
			return [...base, ...all.flatMap(({ id, box }) => [id, box])];
		}
	};
}

const nameOf = (id: Uint8Array) => Buffer.from(id).toString('latin1');
const same = (a: Uint8Array | undefined, b: Uint8Array | null) =>
	b === null ? a === undefined : a !== undefined && Buffer.compare(a, b) === 0;

/** One container, and what the engine asks of it. `tests/attacks/stand-ins.test.ts` holds it to the real one. */
export function memoryDisk(rows: ReadonlyMap<string, Uint8Array> = new Map()): Disk {
	const kept = new Map(rows);
	const never = () => {
		throw new Error('not on a disk in memory');
	};
	const store: Store = {
		base: never,
		initialise: never,
		refit: never,
		writePasskey: never,
		writeAttempts: never,
		commit: never,
		erase: never,
		get: (_, ids) => Promise.resolve(ok(ids.map((id) => kept.get(nameOf(id)) ?? null))),
		replace(_, { guards, put, drop }) {
			const written = guards.map(({ id }) => put.find((row) => same(row.id, id))?.box);
			const isNow = (i: number, box: Uint8Array | null) => same(kept.get(nameOf(guards[i]!.id)), box);
			if (written.some((box) => box) && written.every((box, i) => !box || isNow(i, box)))
				return Promise.resolve(ok('done'));
			if (!guards.every(({ box }, i) => isNow(i, box))) return Promise.resolve(ok('moved'));
			for (const { id, box } of put) kept.set(nameOf(id), box.slice());
			for (const id of drop) kept.delete(nameOf(id));
			return Promise.resolve(ok('done'));
		},
		put(_, all) {
			for (const { id, box } of all) kept.set(nameOf(id), box.slice());
			return Promise.resolve(ok(undefined));
		},
		remove(_, ids) {
			for (const id of ids) kept.delete(nameOf(id));
			return Promise.resolve(ok(undefined));
		},
		close: () => undefined
	};
	return {
		open: () => ({ ...store }),
		copy: () => Promise.resolve(memoryDisk(kept)),
		rows: () => Promise.resolve([...kept].flatMap(([id, box]) => [new Uint8Array(Buffer.from(id, 'latin1')), box]))
	};
}
