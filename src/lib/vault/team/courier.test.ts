/** What a courier does for a phone of a team while its vault is locked: whole vaults, the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { carryFor, courierDisk, courierTeam, lock } from '../../../../tests/support/courier.ts';
import { founder as founderAt, Held, joiner, turns } from '../../../../tests/support/held.ts';
import { fromCbor, toCbor } from '../../crypto/cbor.ts';
import { randomBytes, type Bytes } from '../../crypto/suite.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
}, 60_000);
afterAll(() => server.end());

const QUARTER = 15 * 60_000;

const label = (value: string) => [{ path: 'label', value }];

describe('a courier', { timeout: 120_000 }, () => {
	it('is nobody’s before the team allows it and its phone wants it, and ends with either', async () => {
		const awa = await founderAt(server);
		const lina = await joiner(awa, 'Lina');
		expect(await lina.session.team({ ask: 'courier', on: true })).toEqual({
			ok: false,
			error: { kind: 'not-allowed' }
		});
		expect(await lina.session.team({ ask: 'allow', what: 'courier', allowed: true })).toMatchObject({
			error: { kind: 'not-allowed' }
		});
		expect((await lina.view()).courier).toEqual({ allowed: false, on: false });
		await awa.team({ ask: 'allow', what: 'courier', allowed: true });
		await lina.sync();
		expect((await lina.view()).courier).toEqual({ allowed: true, on: false });
		expect(lina.carries).toBe(false);
		await lina.team({ ask: 'courier', on: true });
		expect((await lina.view()).courier).toEqual({ allowed: true, on: true });
		expect(lina.carries).toBe(true);
		// It is there again after a lock.
		await lina.unlock();
		await lina.sync();
		expect((await lina.view()).courier.on).toBe(true);
		await lina.team({ ask: 'courier', on: false });
		expect(await courierDisk(lina.phone)).toEqual({ courier: [], outbox: [], inbox: [] });
		expect((await lina.view()).courier).toEqual({ allowed: true, on: false });
		await lina.team({ ask: 'courier', on: true });
		await awa.team({ ask: 'allow', what: 'courier', allowed: false });
		await lina.sync();
		expect((await lina.view()).courier).toEqual({ allowed: false, on: false });
		expect(lina.carries).toBe(false);
		expect(await courierDisk(lina.phone)).toEqual({ courier: [], outbox: [], inbox: [] });
		for (const phone of [awa, lina]) expect(await phone.view()).toMatchObject({ alarms: [], stop: null });
	});

	it('takes along what was not sent when the vault locked, a new case with its key, and nothing twice', async () => {
		const { awa, lina } = await courierTeam(server);
		lina.online = false;
		good(await lina.session.createCase(label('orme')));
		const [houx] = good(await lina.session.list());
		good(await lina.session.edit(houx!.id, [{ path: 'note', value: 'vue' }]));
		await lock(lina);
		expect(await carryFor(lina, 2)).toEqual([2000, 4000]);
		lina.online = true;
		// The answer to the push is lost: it is sent again, and is there already.
		lina.deafTo = 'push';
		expect(await carryFor(lina)).toEqual([2000]);
		expect((await courierDisk(lina.phone)).outbox).toHaveLength(4);
		lina.deafTo = null;
		expect(await carryFor(lina)).toEqual([QUARTER]);
		expect((await courierDisk(lina.phone)).outbox).toEqual([]);
		await awa.sync();
		expect(await awa.labels()).toEqual(['houx', 'orme']);
		expect(await awa.note(houx!.id)).toEqual(['vue']);
		await lina.unlock();
		await lina.sync();
		expect(await lina.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
		expect(await courierDisk(lina.phone)).toMatchObject({ outbox: [], inbox: [] });
		await turns(awa, lina);
		expect(await awa.labels()).toEqual(['houx', 'orme']);
		for (const phone of [awa, lina]) expect(await phone.view()).toMatchObject({ alarms: [], stop: null });
	});

	it('brings what the others wrote, which is there at the unlock without a network', async () => {
		const { awa, lina } = await courierTeam(server);
		await lock(lina);
		const [houx] = good(await awa.session.list());
		good(await awa.session.edit(houx!.id, [{ path: 'note', value: 'nouvelle' }]));
		good(await awa.session.createCase(label('saule')));
		await awa.sync();
		expect(await carryFor(lina)).toEqual([QUARTER]);
		expect((await courierDisk(lina.phone)).inbox.length).toBeGreaterThan(0);
		lina.online = false;
		await lina.unlock();
		await lina.session.team({ ask: 'sync' });
		expect(await lina.labels()).toEqual(['houx', 'saule']);
		expect(await lina.note(houx!.id)).toEqual(['nouvelle']);
		expect((await courierDisk(lina.phone)).inbox).toEqual([]);
		// Everything comes once more with the round, and is known.
		lina.online = true;
		await turns(lina, awa);
		expect(await lina.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
		expect(await lina.labels()).toEqual(['houx', 'saule']);
	});

	it('whose inbox somebody has filled changes nothing, and neither does an outbox that was tampered with', async () => {
		const { awa, lina } = await courierTeam(server);
		lina.online = false;
		const [houx] = good(await lina.session.list());
		good(await lina.session.edit(houx!.id, [{ path: 'note', value: 'à elle' }]));
		await lock(lina);
		const disk = await courierDisk(lina.phone);
		const [own] = disk.outbox as Bytes[];
		const [, entry] = fromCbor(own!) as [number, Bytes];
		const flipped = (at: number) => entry.map((byte, i) => (i === at ? byte ^ 1 : byte));
		const forged = [
			...Array.from({ length: 40 }, (_, i) => toCbor([0, flipped(20 + i * 5)])),
			...Array.from({ length: 20 }, () => toCbor([0, randomBytes(700)])),
			...Array.from({ length: 20 }, () => toCbor([2, randomBytes(120)])),
			toCbor([3, randomBytes(60), randomBytes(64)]),
			toCbor([9, 'x']),
			randomBytes(90),
			'not even bytes',
			// What this phone has not sent, as if the server had given it back.
			own!
		];
		await courierDisk(lina.phone, { ...disk, outbox: [randomBytes(80), ...disk.outbox], inbox: forged });
		lina.online = true;
		// Nothing behind what is no item goes out.
		expect(await carryFor(lina)).toBe('ended');
		lina.online = false;
		await lina.unlock();
		await lina.session.team({ ask: 'sync' });
		expect(await lina.labels()).toEqual(['houx']);
		expect(await lina.note(houx!.id)).toEqual(['à elle']);
		expect(await lina.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 1 } });
		lina.online = true;
		await turns(lina, awa);
		expect(await awa.note(houx!.id)).toEqual(['à elle']);
		expect(await lina.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
	});

	it('ends when its device is removed, and what it had with it is handed over late', async () => {
		const { awa, lina } = await courierTeam(server);
		lina.online = false;
		const [houx] = good(await lina.session.list());
		good(await lina.session.edit(houx!.id, [{ path: 'note', value: 'trop tard' }]));
		const { device } = await lina.view();
		await lock(lina);
		await awa.team({ ask: 'remove', devices: [device], why: 'lost' });
		await awa.sync();
		lina.online = true;
		const asked = lina.asked;
		expect(await carryFor(lina)).toBe('ended');
		// A challenge and a login, and nothing after it.
		expect(lina.asked - asked).toBe(2);
		expect(await awa.note(houx!.id)).toEqual([]);
		await lina.unlock();
		await lina.sync();
		expect(await lina.view()).toMatchObject({ role: null, removed: { why: 'lost' }, courier: { on: false } });
		// Her vault has handed it over by itself, for an admin to read.
		server.pass(3_600_000);
		await awa.sync();
		expect((await awa.view()).late).toMatchObject([{ memberName: 'Lina', count: 1 }]);
		expect(await courierDisk(lina.phone)).toEqual({ courier: [], outbox: [], inbox: [] });
	});

	it('of a copied phone stops at what the other one has written under its number', async () => {
		const { lina } = await courierTeam(server);
		const copy = new Held(server, await copyOf(lina.phone));
		const [houx] = good(await lina.session.list());
		lina.online = false;
		good(await lina.session.edit(houx!.id, [{ path: 'note', value: 'ici' }]));
		await lock(lina);
		await copy.unlock();
		good(await copy.session.edit(houx!.id, [{ path: 'note', value: 'là' }]));
		await copy.sync();
		lina.online = true;
		expect(await carryFor(lina)).toBe('ended');
		expect((await courierDisk(lina.phone)).outbox).toHaveLength(1);
		await lina.unlock();
		await lina.session.team({ ask: 'sync' });
		expect((await lina.view()).alarms.map(({ kind }) => kind)).toContain('cloned-self');
	});

	it('has nothing on the disk that says what anybody wrote, nor a key that can be taken out', async () => {
		const { awa, lina } = await courierTeam(server);
		const planted = ['campanule', 'rue des Acacias', '33612345678'];
		const edits = [
			{ path: 'label', value: planted[0]! },
			{ path: 'note', value: `${planted[1]!} ${planted[2]!}` }
		];
		lina.online = false;
		const { id } = good(await lina.session.createCase(edits));
		await lock(lina);
		good(await awa.session.createCase(edits));
		await awa.sync();
		const before = (await courierDisk(lina.phone)).outbox;
		lina.online = true;
		await carryFor(lina);
		const { courier, inbox } = await courierDisk(lina.phone);
		expect([courier.length, before.length > 2, inbox.length > 2]).toEqual([1, true, true]);
		const row = courier[0] as Record<string, unknown> & { key: CryptoKey };
		expect(Object.keys(row).sort()).toEqual(['cursor', 'device', 'key', 'origin', 'space']);
		expect([row.key.extractable, row.key.type, row.key.usages]).toEqual([false, 'private', ['sign']]);
		const held = Buffer.concat([...before, ...inbox].map((item) => item as Uint8Array));
		const words = [...planted, 'label', 'note', 'Lina', 'Awa', 'rouge', 'bleu'];
		for (const word of [...words, id])
			for (const form of ['utf8', 'utf16le', 'base64'] as const) {
				const bytes = form === 'base64' ? Buffer.from(id, 'base64url') : Buffer.from(word, form);
				expect([word, held.includes(bytes)]).toEqual([word, false]);
			}
	});
});
