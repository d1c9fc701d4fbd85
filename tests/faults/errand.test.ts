/**
 * The courier in the service worker, against the real server: the same as that of a page, once through; whoever comes between or fails
 * it, what waits stays, and the browser is told to come back only where that helps.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/lib/storage/index.ts';
import { world, type World } from '../server/world.ts';
import { carryFor, courierDisk, courierTeam, errandFor, lock } from '../support/courier.ts';
import { Held } from '../support/held.ts';
import { good } from './phone.ts';

let server: World;
let awa: Held;
let lina: Held;
let device: string;
beforeAll(async () => {
	server = await world(null);
	({ awa, lina } = await courierTeam(server));
	({ device } = await lina.view());
}, 120_000);
afterAll(() => server.end());

let said = 0;
let value: string;
/** Lina writes without a network and locks; her phone has the network again. */
beforeEach(async () => {
	server.pass(120_000);
	await lina.unlock();
	await lina.sync();
	value = `essai ${++said}`;
	lina.online = false;
	const [houx] = good(await lina.session.list());
	good(await lina.session.edit(houx!.id, [{ path: 'note', value }]));
	await lock(lina);
	lina.online = true;
	lina.asked = 0;
}, 60_000);

async function noted(): Promise<readonly unknown[]> {
	await awa.sync();
	const [houx] = good(await awa.session.list());
	return awa.note(houx!.id);
}
const waiting = async () => (await courierDisk(lina.phone)).outbox.length;

describe('the courier in the service worker', { timeout: 120_000 }, () => {
	it('takes along what waits and brings what is there, and then makes no request where nothing waits', async () => {
		const [houx] = good(await awa.session.list());
		good(await awa.session.edit(houx!.id, [{ path: 'nextAction', value }]));
		await awa.sync();
		await errandFor(lina).run();
		expect(await noted()).toEqual([value]);
		const { outbox, inbox } = await courierDisk(lina.phone);
		expect([outbox.length, inbox.length > 0]).toEqual([0, true]);
		lina.asked = 0;
		await errandFor(lina).run();
		expect(lina.asked).toBe(0);
		await lina.unlock();
		await lina.sync();
		expect(await lina.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
		expect(good(await lina.session.open(houx!.id)).fields['nextAction']!.map((one) => one.value)).toEqual([value]);
	});

	it('leaves what the server does not take for another time, and says so', async () => {
		lina.online = false;
		await expect(errandFor(lina).run()).rejects.toThrow();
		lina.online = true;
		for (const path of ['challenge', 'session', 'push', 'pull']) {
			lina.mute = path;
			await expect(errandFor(lina).run()).rejects.toThrow();
			// What was sent before the pull had no answer is not to be sent again.
			expect((await waiting()) > 0).toBe(path !== 'pull');
			lina.mute = null;
		}
		expect(await noted()).toContain(value);
	});

	it('makes no request while another has it, and says that something is left', async () => {
		await expect(errandFor(lina, () => false).run()).rejects.toThrow();
		expect([lina.asked, (await waiting()) > 0]).toEqual([0, true]);
		// Somebody unlocks in the middle of it: it has ended after the request under way.
		await expect(errandFor(lina, () => lina.asked === 0).run()).rejects.toThrow();
		expect(lina.asked).toBe(3);
		expect(await carryFor(lina)).not.toBe('ended');
		await errandFor(lina).run();
	});

	it('gives way at once, in the middle of a request that has no end', async () => {
		let begun: () => void = () => undefined;
		const asking = new Promise<void>((resolve) => (begun = resolve));
		const never = new Promise<never>(() => undefined);
		const post = lina.post.bind(lina);
		lina.post = () => {
			begun();
			return never;
		};
		const errand = errandFor(lina);
		const run = errand.run();
		await asking;
		errand.giveWay();
		await expect(run).rejects.toThrow();
		lina.post = post;
		await errandFor(lina).run();
		expect(await waiting()).toBe(0);
	});

	it('ends for good with its row, with the vault, and where there never was one', async () => {
		const disk = await courierDisk(lina.phone);
		await courierDisk(lina.phone, { ...disk, courier: [] });
		await errandFor(lina).run();
		expect(lina.asked).toBe(0);
		const bare = new Held(server, { ...lina.phone, indexedDB: new IDBFactory() });
		await errandFor(bare).run();
		expect(await bare.phone.indexedDB.databases()).toEqual([]);
		await courierDisk(lina.phone, disk);
		await errandFor(lina).run();
		expect(await waiting()).toBe(0);
	});

	it('is told once that its phone was removed, and does not ask to come back', async () => {
		await awa.team({ ask: 'remove', devices: [device], why: 'lost' });
		await awa.sync();
		server.pass(600_000);
		await errandFor(lina).run();
		expect((await waiting()) > 0).toBe(true);
		expect(await noted()).not.toContain(value);
		const asked = lina.asked;
		// The vault is deleted: nothing is left that anybody could send.
		await openStore({ indexedDB: lina.phone.indexedDB, IDBKeyRange }).erase();
		await errandFor(lina).run();
		expect([lina.asked - asked, await waiting()]).toEqual([0, 0]);
	});
});
