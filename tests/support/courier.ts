/** The courier of a phone whose vault is locked: the code of its Worker, in this thread. */
import { IDBKeyRange } from 'fake-indexeddb';
import { makeDatabase } from '../../src/lib/storage/database.ts';
import { openCourierStore, type CourierStore } from '../../src/lib/storage/index.ts';
import { carry } from '../../src/lib/sync/courier/carry.ts';
import { errandOf, type Errand } from '../../src/lib/sync/courier/errand.ts';
import { good, type Phone } from '../faults/phone.ts';
import type { World } from '../server/world.ts';
import { founder, joiner, ORIGIN, turns, type Held } from './held.ts';

class Over extends Error {}

/** A team that allows couriers, and the phone of its second member that has one. */
export async function courierTeam(server: World): Promise<{ readonly awa: Held; readonly lina: Held }> {
	const awa = await founder(server);
	const lina = await joiner(awa, 'Lina');
	await awa.team({ ask: 'allow', what: 'courier', allowed: true });
	await lina.sync();
	await lina.team({ ask: 'courier', on: true });
	await turns(awa, lina);
	return { awa, lina };
}

export const courierOf = ({ indexedDB }: Pick<Phone, 'indexedDB'>): CourierStore => openCourierStore({ indexedDB });

/** The vault is locked, as the page does it: what is in memory is gone. */
export async function lock(held: Held): Promise<void> {
	if (held.carries) good(await held.session.handOver());
	held.session = null as never;
}

/** Runs until it has waited that often, or has nothing more to do: then it gives how long it was to wait. */
export async function carryFor(held: Held, waits = 1): Promise<readonly number[] | 'ended'> {
	const waited: number[] = [];
	let elapsed = 0;
	try {
		await carry({
			store: courierOf(held.phone),
			post: (...asked) => held.post(...asked),
			origin: ORIGIN,
			elapsed: () => elapsed,
			chance: () => 0.5,
			alone: (work) => work(),
			wait: (ms) => {
				waited.push(ms);
				elapsed += ms;
				// The server's clock goes on as well.
				held.server.pass(ms);
				return waited.length < waits ? Promise.resolve() : Promise.reject(new Over());
			}
		});
	} catch (error) {
		if (!(error instanceof Over)) throw error;
		return waited;
	}
	return 'ended';
}

/** As the service worker has it. `free`: whether nobody else has the courier now. */
export function errandFor(held: Held, free: () => boolean = () => true): Errand {
	return errandOf({
		store: courierOf(held.phone),
		post: (...asked) => held.post(...asked),
		origin: ORIGIN,
		elapsed: () => 0,
		chance: () => 0.5,
		aloneNow: async (work) => (free() ? work() : 'not-now')
	});
}

export interface CourierDisk {
	readonly courier: readonly unknown[];
	readonly outbox: readonly unknown[];
	readonly inbox: readonly unknown[];
}

/** Its three tables, or what a test puts there behind everybody's back. */
export async function courierDisk({ indexedDB }: Pick<Phone, 'indexedDB'>, put?: CourierDisk): Promise<CourierDisk> {
	const database = makeDatabase({ indexedDB, IDBKeyRange });
	if (put) {
		for (const table of [database.courier, database.outbox, database.inbox]) await table.clear();
		for (const row of put.courier) await database.courier.put(row, 0);
		await database.outbox.bulkAdd([...put.outbox]);
		await database.inbox.bulkAdd([...put.inbox]);
	}
	const [courier, outbox, inbox] = [
		await database.courier.toArray(),
		await database.outbox.toArray(),
		await database.inbox.toArray()
	];
	database.close();
	return { courier, outbox, inbox };
}
