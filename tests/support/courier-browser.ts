/** The courier of a phone in a real browser: what it has on the disk, and the browser's call to its service worker. */
import type { BrowserContext, CDPSession, Page, Worker } from '@playwright/test';

/** How many rows the tables of the courier have: itself, what is to go, what has come. */
export function courierRows(where: Page | Worker): Promise<readonly number[]> {
	const read = async () => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => {
					resolve(request.result);
				};
				request.onerror = () => {
					reject(new Error('refused'));
				};
			});
		const database = await done(indexedDB.open('repit'));
		const tables = ['courier', 'outbox', 'inbox'];
		const reading = database.transaction(tables);
		const counts = await Promise.all(tables.map((name) => done(reading.objectStore(name).count())));
		database.close();
		return counts;
	};
	return 'goto' in where ? where.evaluate(read) : where.evaluate(read);
}

type Outcome = 'done' | 'again';
type Heard = typeof globalThis & { outcomes?: Outcome[] };

export interface BackgroundSync {
	readonly worker: Worker;
	/** Has the browser say that there is a network now; gives what it was answered. */
	readonly dispatch: () => Promise<Outcome>;
}

/** By a page of this phone that is not the app's. */
export async function backgroundSync(context: BrowserContext, origin: string, tag: string): Promise<BackgroundSync> {
	const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
	await worker.evaluate(() => {
		const heard: Heard = globalThis;
		heard.outcomes = [];
		const events = (globalThis as unknown as { ExtendableEvent: { prototype: WithWait } }).ExtendableEvent;
		interface WithWait extends Event {
			waitUntil: (until: Promise<unknown>) => void;
		}
		const own = events.prototype.waitUntil;
		events.prototype.waitUntil = function (this: WithWait, until: Promise<unknown>) {
			if (this.type === 'sync')
				until.then(
					() => heard.outcomes?.push('done'),
					() => heard.outcomes?.push('again')
				);
			own.call(this, until);
		};
	});
	const page = await context.newPage();
	const session: CDPSession = await context.newCDPSession(page);
	const registered = new Promise<string>((resolve) => {
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
			if (ours) resolve(ours.registrationId);
		});
	});
	await session.send('ServiceWorker.enable');
	const registrationId = await registered;
	const outcomes = () => worker.evaluate(() => (globalThis as Heard).outcomes ?? []);
	return {
		worker,
		async dispatch() {
			const before = (await outcomes()).length;
			await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false });
			for (;;) {
				const [outcome] = (await outcomes()).slice(before);
				if (outcome) return outcome;
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
		}
	};
}
