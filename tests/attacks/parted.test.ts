/** A server that has shown two phones two chains, and a phone of the one side that comes over to the other (`docs/protocol.md`, 10.5). */
import { beforeEach, expect, it } from 'vitest';
import { createDevice } from '../../src/lib/crypto/device.ts';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { append } from '../../src/lib/sync/engine/acts.ts';
import { fetchTeam } from '../../src/lib/sync/engine/join.ts';
import { settleApart, waitingApart } from '../../src/lib/sync/engine/late.ts';
import { Talk } from '../../src/lib/sync/engine/talk.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import { encodeIdentity } from '../../src/lib/vault/identity.ts';
import { beforeOf, replaceDevice } from '../../src/lib/vault/team/rejoin.ts';
import { ORIGIN } from '../support/server.ts';
import { good, TeamPhone } from '../support/team-phone.ts';
import { awa, begin, houx, lina, memberOf, noor, orme, rounds, server, SLOW } from './scene.ts';

beforeEach(begin, SLOW);

it(
	'a phone on the wrong side of two chains comes over, and loses nothing that it wrote',
	{ timeout: SLOW },
	async () => {
		const zoe = await TeamPhone.joiner(awa, 'zoe', 'admin');
		await rounds(awa, lina, noor, zoe);
		const other = server.copy();
		for (const phone of [lina, zoe]) phone.line = other.line();
		good(await awa.remove([noor]));
		good(await zoe.round());
		const parts = [{ type: 'retention', body: { months: 12, notice: 30 } }] as const;
		good(await append(zoe.space, zoe.engine.talk, () => Promise.resolve(parts), zoe.around));
		await rounds(zoe, lina);
		await lina.save(houx, 'note', 'de l’autre côté');
		await lina.save(orme, 'label', 'orme');
		await rounds(lina, zoe);
		expect([await lina.unsynced(), await zoe.state()]).toEqual([0, await lina.state()]);
		lina.line = server.line();
		await lina.save(randomBytes(16), 'label', 'pas partie');
		await lina.restart();
		await lina.round();
		expect(lina.alarms).toEqual(['fork-chain']);
		const { device, secrets } = await createDevice();
		await awa.admit(device, memberOf(lina), 'worker');
		const talk = new Talk(server.line(), { device, space: lina.space.space.id, origin: ORIGIN });
		const expected = { space: lina.space.space.id, genesis: bytesOf(awa.space.team.places[0]!), more: null };
		const welcome = good(await fetchTeam(talk, device, secrets.kem, expected));
		const before = good(beforeOf(lina.space, false, { cases: () => [] }, lina.now));
		const identityOf = (epochs: typeof welcome.epochs) => encodeIdentity({ device, space: welcome }, secrets, epochs);
		good(await replaceDevice(lina.place(), before, identityOf, welcome));
		const old = lina.key;
		await lina.restart();
		await rounds(lina, awa);
		expect(lina.alarms).toEqual([]);
		expect(await lina.state()).toBe(await awa.state());
		const waiting = good(await waitingApart(lina.space));
		expect(waiting.flatMap(({ content }) => content.ops.map(({ value }) => value))).toEqual([
			'de l’autre côté',
			'orme',
			'pas partie'
		]);
		good(await settleApart(lina.space, old, 'restated', lina.around));
		await rounds(lina, awa);
		for (const phone of [lina, awa])
			for (const text of ['de l’autre côté', 'orme', 'pas partie']) expect(await phone.state()).toContain(text);
		expect(await lina.unsynced()).toBe(0);
	}
);
