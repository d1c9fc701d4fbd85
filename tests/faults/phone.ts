/**
 * A phone for tests: one disk (fake-indexeddb), one clock, one lock between tabs, and faults put in at any step of the
 * store: before and after every read and write inside a transaction, and after every commit.
 */
import type { DBCore } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openStore, type Surroundings } from '../../src/lib/storage/index.ts';
import { makeDatabase, type Database } from '../../src/lib/storage/database.ts';
import { openSlots, type Opened } from '../../src/lib/crypto/slots.ts';
import { Core, enter, type CoreSurroundings } from '../../src/lib/vault/core.ts';
import type { Session } from '../../src/lib/vault/session.ts';
import type { VaultError } from '../../src/lib/vault/types.ts';
import type { Result } from '../../src/lib/domain/result.ts';
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

interface TabOptions {
	readonly step?: Step;
	readonly exclusive?: Phone['exclusive'];
	readonly changed?: (id: CaseId) => void;
	/** Sees how many rows each read asks for. */
	readonly read?: (count: number) => void;
	readonly net?: CoreSurroundings['net'];
	/** 0 to 1: by which it is decided whether something is done by chance. */
	readonly chance?: () => number;
	readonly free?: () => Promise<number | null>;
}

/** A phone of one never opens a connection. */
const ALONE: CoreSurroundings['net'] = {
	transport: {
		post: () => {
			throw new Error('a phone of one has nobody to speak to');
		}
	},
	origin: 'https://repit.test',
	alone: (work) => work(),
	after: () => () => undefined,
	chance: () => 0.5,
	told: () => {
		throw new Error('a phone of one has no rounds');
	}
};

/** A tab on that phone. */
export function openTab(phone: Phone, options?: TabOptions): Core {
	return new Core(surroundingsOf(phone, options));
}

export function surroundingsOf(
	phone: Phone,
	{ step, exclusive, changed, read, net, free, chance }: TabOptions = {}
): CoreSurroundings {
	let elapsed = 0;
	const surroundings = { indexedDB: phone.indexedDB, IDBKeyRange, ...(step && { instrument: faulty(step) }) };
	const store = openStore(surroundings);
	return {
		store: {
			...store,
			get: (container, ids) => {
				read?.(ids.length);
				return store.get(container, ids);
			}
		},
		now: () => (phone.now += 7),
		// Measured as slow, so that the cost of a guess is the floor and tests are quick.
		elapsed: () => (elapsed += 10_000),
		exclusive: exclusive ?? phone.exclusive,
		changed: changed ?? (() => undefined),
		app: 'test',
		...(free && { free }),
		net: { ...(net ?? ALONE), ...(chance && { chance }) }
	};
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

const openedBefore = new Map<string, Opened>();

/**
 * Opens the vault in a new tab as unlocking does. The key derivation is done once for each slot file: it is what tests
 * would wait for.
 */
export async function entered(
	phone: Phone,
	options: TabOptions = {},
	words?: string
): Promise<Result<Session, VaultError>> {
	const around = surroundingsOf(phone, options);
	const base = good(await around.store.base());
	if (!base) throw new Error('no vault');
	const known = `${words ?? ''} ${String(base.slots)}`;
	const opened = openedBefore.get(known) ?? (await openSlots(base.slots, passphrase(words)));
	if (typeof opened === 'string') throw new Error(opened);
	openedBefore.set(known, opened);
	const session = await enter(opened, around);
	if (!session.ok) return session;
	const started = await session.value.start(ignore);
	return started.ok ? session : started;
}

/** A tab whose vault is open. */
export async function unlockedOn(...where: Parameters<typeof entered>): Promise<{ readonly session: Session }> {
	return { session: good(await entered(...where)) };
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
