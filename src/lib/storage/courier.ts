/**
 * What the courier has on the disk (`docs/protocol.md`, 12). Not sealed under a key of this phone, since it is used while that key is
 * not there: a key that cannot be exported and opens nothing, and items as they travel, each sealed by whoever wrote it. Whatever
 * stands here can have been put there by anybody who had the disk: it is checked by whoever reads it.
 */
import type { Surroundings } from './database.ts';
import { reopening, type Stored } from './reopening.ts';

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

export function openCourierStore(surroundings: Surroundings): CourierStore {
	const run = reopening(surroundings);
	return {
		row: () => run(async ({ courier }) => (await courier.get(ONLY)) ?? null),

		set: (row, items) =>
			run((database) =>
				database.transaction('rw', [database.courier, database.outbox, database.inbox], async () => {
					await Promise.all([database.courier.clear(), database.outbox.clear(), database.inbox.clear()]);
					if (row) await database.courier.put(row, ONLY);
					// Numbers are never used twice: what a push from before is told of is not what stands here now.
					await database.outbox.bulkAdd([...items]);
				})
			),

		outbox: () => run(({ outbox }) => pairs(outbox)),

		taken: (numbers) => run(({ outbox }) => outbox.bulkDelete([...numbers])),

		inbox: () => run(({ inbox }) => pairs(inbox)),

		brought: (from, to, items) =>
			run((database) =>
				database.transaction('rw', [database.courier, database.inbox], async () => {
					const row: unknown = await database.courier.get(ONLY);
					// What was written already, and only its answer was lost, has moved: it is asked for from there.
					if (!(row instanceof Object && 'cursor' in row && row.cursor instanceof Uint8Array)) return 'moved';
					if (String(row.cursor) !== String(from)) return 'moved';
					await database.courier.put({ ...(row as object as CourierRow), cursor: to }, ONLY);
					await database.inbox.bulkAdd([...items]);
					return 'done';
				})
			),

		emptied: (numbers) =>
			run((database) =>
				database.transaction('rw', [database.outbox, database.inbox], async () => {
					await database.outbox.clear();
					await database.inbox.bulkDelete([...numbers]);
				})
			)
	};
}

/** Its rows with their numbers, ascending. */
async function pairs(table: {
	toCollection(): { each(use: (item: unknown, at: { readonly primaryKey: number }) => void): PromiseLike<void> };
}): Promise<readonly Carried[]> {
	const all: Carried[] = [];
	await table.toCollection().each((item, { primaryKey }) => all.push([primaryKey, item]));
	return all;
}
