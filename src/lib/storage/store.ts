/**
 * Sealed rows in, sealed rows out. Every operation here may be repeated without harm (`reopening.ts`), so that a write whose answer
 * was lost is never doubled. An operation that has answered `ok` is on the disk (strict durability).
 */
import { rowsOf, type Container, type Row, type Surroundings } from './database.ts';
import { gathering } from './gathering.ts';
import { reopening, type Stored } from './reopening.ts';

interface Base {
	readonly slots: Uint8Array;
	readonly attempts: Uint8Array;
	/** Of a passkey; `null` where none is used. */
	readonly passkey?: Uint8Array | null;
}

/**
 * Rows to write together, on condition that the row `guard.id` still holds `guard.box` (`null`: that there is none) and
 * that no row to add is there yet: what was once saved is never written over.
 */
interface Change {
	readonly guard: { readonly id: Uint8Array; readonly box: Uint8Array | null };
	/** Replaces the guard row. */
	readonly put: Row;
	readonly add: readonly Row[];
}

/**
 * Rows to write over and rows to drop, together, on condition that each of `guards` is as it was read (`null`: that there is
 * none).
 */
interface Replacement {
	readonly guards: readonly { readonly id: Uint8Array; readonly box: Uint8Array | null }[];
	readonly put: readonly Row[];
	readonly drop: readonly Uint8Array[];
}

interface Refit {
	readonly slots: { readonly from: Uint8Array; readonly to: Uint8Array };
	/** Rows to write over, or beside the others. */
	readonly put?: { readonly container: Container; readonly rows: readonly Row[] };
	/** All that this container holds from now on. */
	readonly whole?: { readonly container: Container; readonly rows: readonly Row[] };
}

/** The rows of a vault. */
export interface RowStore {
	/** The boxes of these rows, `null` where there is none. */
	get(container: Container, ids: readonly Uint8Array[]): Stored<readonly (Uint8Array | null)[]>;
	/** All or nothing. `moved`: somebody else has written in between; nothing was changed. */
	commit(container: Container, change: Change): Stored<'done' | 'moved'>;
	/** All or nothing, as `commit`. At least one row is put over a guard. */
	replace(container: Container, replacement: Replacement): Stored<'done' | 'moved'>;
	put(container: Container, rows: readonly Row[]): Stored<void>;
	remove(container: Container, ids: readonly Uint8Array[]): Stored<void>;
}

export interface Store extends RowStore {
	/** `null` where no vault was ever made. */
	base(): Stored<Base | null>;
	/** Writes slot file and both containers at once, or nothing where a vault exists already. */
	initialise(base: Base, rows: readonly [readonly Row[], readonly Row[]]): Stored<'done' | 'exists'>;
	writeAttempts(attempts: Uint8Array): Stored<void>;
	/** `null`: none is used any more. */
	writePasskey(passkey: Uint8Array | null): Stored<void>;
	/** The slot file anew, with these rows, and all of a container at once: on condition that the slot file is as it was read. */
	refit(change: Refit): Stored<'done' | 'moved'>;
	/** Everything, of both containers and the courier, and what opens them: no vault was ever made here. */
	erase(): Stored<void>;
	close(): void;
}

const SLOTS = 0;
const ATTEMPTS = 1;
const PASSKEY = 2;

export function openStore(surroundings: Surroundings): Store {
	const run = reopening(surroundings);
	const reader = (container: Container) =>
		gathering((ids: readonly Uint8Array[]) =>
			run(async (database) => (await rowsOf(database, container).bulkGet([...ids])).map((row) => row?.box ?? null))
		);
	const readers = [reader(0), reader(1)] as const;

	return {
		base: () =>
			run(async ({ base }) => {
				const [slots, attempts, passkey] = await base.bulkGet([SLOTS, ATTEMPTS, PASSKEY]);
				// The count of attempts keeps nobody out when it is lost.
				return slots ? { slots, attempts: attempts ?? new Uint8Array(0), passkey: passkey ?? null } : null;
			}),

		initialise: ({ slots, attempts }, rows) =>
			run((database) =>
				database.transaction('rw', [database.base, database.rows0, database.rows1], async () => {
					const existing = await database.base.get(SLOTS);
					if (existing) return same(existing, slots) ? 'done' : 'exists';
					await database.base.bulkPut([slots, attempts], [SLOTS, ATTEMPTS]);
					await database.rows0.bulkPut(rows[0]);
					await database.rows1.bulkPut(rows[1]);
					return 'done';
				})
			),

		writeAttempts: (attempts) =>
			run(async ({ base }) => {
				await base.put(attempts, ATTEMPTS);
			}),

		writePasskey: (passkey) =>
			run(async ({ base }) => {
				if (passkey) await base.put(passkey, PASSKEY);
				else await base.delete(PASSKEY);
			}),

		refit: ({ slots, put, whole }) =>
			run((database) =>
				database.transaction('rw', [database.base, database.rows0, database.rows1], async () => {
					const now = await database.base.get(SLOTS);
					if (!now) return 'moved';
					if (!same(now, slots.from)) return same(now, slots.to) ? 'done' : 'moved';
					await database.base.put(slots.to, SLOTS);
					if (put) await rowsOf(database, put.container).bulkPut(put.rows);
					if (!whole) return 'done';
					const rows = rowsOf(database, whole.container);
					await rows.clear();
					await rows.bulkPut(whole.rows);
					return 'done';
				})
			),

		get: (container, ids) => readers[container](ids),

		commit: (container, { guard, put, add }) =>
			run((database) => {
				const rows = rowsOf(database, container);
				return database.transaction('rw', rows, async () => {
					const [head, ...taken] = await rows.bulkGet([guard.id, ...add.map(({ id }) => id)]);
					const now = head?.box ?? null;
					// Written already, and only the answer was lost with the connection.
					if (now && same(now, put.box)) return 'done';
					if (now === null ? guard.box !== null : !guard.box || !same(now, guard.box)) return 'moved';
					if (taken.some((row) => row !== undefined)) return 'moved';
					await rows.bulkPut([...add, put]);
					return 'done';
				});
			}),

		replace: (container, { guards, put, drop }) =>
			run((database) => {
				const rows = rowsOf(database, container);
				return database.transaction('rw', rows, async () => {
					const now = await rows.bulkGet(guards.map(({ id }) => id));
					const isNow = (i: number, box: Uint8Array | null) => {
						const found = now[i]?.box;
						return box === null ? found === undefined : found !== undefined && same(found, box);
					};
					const written = guards.map(({ id }) => put.find((row) => same(row.id, id))?.box);
					if (written.some((box) => box) && written.every((box, i) => !box || isNow(i, box))) return 'done';
					if (!guards.every(({ box }, i) => isNow(i, box))) return 'moved';
					await rows.bulkPut([...put]);
					await rows.bulkDelete([...drop]);
					return 'done';
				});
			}),

		put: (container, rows) =>
			run(async (database) => {
				await rowsOf(database, container).bulkPut(rows);
			}),

		remove: (container, ids) =>
			run(async (database) => {
				await rowsOf(database, container).bulkDelete([...ids]);
			}),

		erase: () =>
			run((database) =>
				database.transaction('rw', database.tables, async () => {
					await Promise.all(database.tables.map((table) => table.clear()));
				})
			),

		close: () => {
			run.close();
		}
	};
}

function same(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
