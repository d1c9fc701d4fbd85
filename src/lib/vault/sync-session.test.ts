/** The vault of a founder: what a session saves is what the sync sends, and a chain that moves is a chain it saves under. */
import { IDBKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { TOKEN } from '../../../tests/support/team-phone.ts';
import { good, TeamPhone } from '../../../tests/support/team-phone.ts';
import { ORIGIN, Server } from '../../../tests/support/server.ts';
import { createdOn, newPhone } from '../../../tests/faults/phone.ts';
import { openSlots } from '../crypto/slots.ts';
import { rowKeys } from '../crypto/row.ts';
import { openStore } from '../storage/index.ts';
import { found } from '../sync/engine/found.ts';
import { Engine } from '../sync/engine/round.ts';
import { SpaceSync } from '../sync/engine/space.ts';
import { Talk } from '../sync/engine/talk.ts';
import { passphrase } from '../../../tests/faults/phone.ts';
import { fromCbor } from '../crypto/cbor.ts';
import { loadIdentity } from './identity.ts';
import { readRow } from './reader.ts';
import { openSpaceStore } from './sync-store.ts';

it('a session and the sync share one chain of entries, across a removal', { timeout: 120_000 }, async () => {
	const phone = newPhone();
	const core = await createdOn(phone);
	const session = core.session!;
	const made = good(await session.createCase([{ path: 'label', value: 'houx' }]));
	const store = openStore({ indexedDB: phone.indexedDB, IDBKeyRange });
	const opened = await openSlots(good(await store.base())!.slots, passphrase());
	if (typeof opened === 'string') throw new Error(opened);
	const place = { store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
	const identity = (await loadIdentity(fromCbor(good(await readRow(place, 'device', 'self')).content!)))!;
	const server = new Server();
	const space = SpaceSync.fresh(openSpaceStore(place, identity, true, phone.exclusive), ORIGIN);
	const talk = new Talk(server.line(), { device: identity.device, space: identity.space.id, origin: ORIGIN });
	const around = { transport: server.line(), now: () => (phone.now += 7), app: 'test' };
	const engine = new Engine([space], talk, around);
	good(await found(space, talk, TOKEN));
	good(await engine.round());
	const admin = Object.create(TeamPhone.prototype, {
		space: { value: space },
		engine: { value: engine },
		server: { value: server },
		around: { value: around }
	}) as TeamPhone;
	const lina = await TeamPhone.joiner(admin, 'lina');
	good(await lina.round());
	expect(await lina.state()).toContain('houx');
	good(await session.edit(made.id, [{ path: 'note', value: 'avant' }]));
	good(await engine.round());
	const noor = await TeamPhone.joiner(admin, 'noor');
	good(await admin.remove([lina]));
	good(await session.edit(made.id, [{ path: 'note', value: 'après' }]));
	good(await engine.round());
	good(await noor.round());
	good(await noor.round());
	expect(await noor.state()).toContain('après');
	expect(noor.reasons).toEqual([]);
	const own = good(await space.store.own());
	const [last] = good(await space.items([{ device: space.me, seq: own.seq }]));
	expect(last).not.toBeNull();
	expect(space.space.epoch.number).toBe(2);
	expect(good(await session.health()).unreadable).toBe(0);
});
