/** What a team lets its phones do: held to by the vault of each, whatever its screens would let through. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder as founderAt, joiner } from '../../../../tests/support/held.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
}, 60_000);
afterAll(() => server.end());

const OUT = { path: 'exits', value: [] };
const forbidden = { ok: false, error: { kind: 'forbidden' } };

describe('what a team allows', { timeout: 60_000 }, () => {
	it('begins with nothing, is an admin’s to change, and each of the two alone', async () => {
		const awa = await founderAt(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await lina.session.createCase([{ path: 'label', value: 'orme' }]));
		const may = () => [lina.session.allows('out'), lina.session.allows('duress')];
		expect(may()).toEqual([false, false]);
		expect(await lina.session.takeOut(id, OUT)).toEqual(forbidden);
		for (const what of ['out', 'duress'] as const)
			expect(await lina.session.team({ ask: 'allow', what, allowed: true })).toMatchObject({
				error: { kind: 'not-allowed' }
			});

		await awa.team({ ask: 'allow', what: 'duress', allowed: true });
		await lina.sync();
		expect(may()).toEqual([false, true]);
		expect(await lina.session.takeOut(id, OUT)).toEqual(forbidden);

		await awa.team({ ask: 'allow', what: 'out', allowed: true });
		await lina.sync();
		expect(may()).toEqual([true, true]);
		good(await lina.session.takeOut(id, OUT));
		expect(await lina.session.takeOut(id, { path: 'label', value: 'autre' })).toEqual(forbidden);
		// It holds at the next unlocking, before anything was exchanged.
		await lina.unlock();
		expect(may()).toEqual([true, true]);

		await awa.team({ ask: 'allow', what: 'out', allowed: false });
		await lina.sync();
		expect(may()).toEqual([false, true]);
		expect(await lina.session.takeOut(id, OUT)).toEqual(forbidden);
	});
});
