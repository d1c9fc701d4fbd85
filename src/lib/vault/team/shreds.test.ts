/** Erasing a case for everybody: two phones, each a whole vault, against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { HeldPhone } from '../../../../tests/support/held-phone.ts';
import type { Tombstone } from './types.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const why = { reason: 'demande de la personne', basis: 'RGPD, art. 17' };
const labels = async ({ session }: HeldPhone) =>
	good(await session.list())
		.map(({ label }) => label)
		.toSorted();
const stones = (phone: HeldPhone) => phone.team<readonly Tombstone[]>({ ask: 'shredded' });

describe('a case that is erased for everybody', { timeout: 240_000 }, () => {
	it('goes from every list, with its files, at once and after unlocking anew', async () => {
		const awa = await HeldPhone.new(server);
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		good(await awa.session.createCase([{ path: 'label', value: 'orme' }]));
		await awa.found();
		const lina = await HeldPhone.new(server);
		await lina.join(awa, 'Lina');
		good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
		const name = good(await lina.session.files.attach(id, new Uint8Array(9000).fill(7), [['name', 'photo']], {}));
		await lina.sync();
		await awa.sync();
		good(await awa.session.files.read(id, name, {}));
		// A worker may not, where the policy does not say so.
		expect(await lina.session.team({ ask: 'shred', case: id, ...why })).toMatchObject({
			error: { kind: 'not-allowed' }
		});

		await awa.team({ ask: 'shred', case: id, ...why });
		await awa.sync();
		await lina.sync();
		await awa.sync();
		for (const phone of [awa, lina]) {
			for (const again of [false, true]) {
				if (again) await phone.unlock();
				expect(await labels(phone)).toEqual(['orme']);
				expect(await phone.session.open(id)).toMatchObject({ error: { kind: 'unknown-case' } });
				expect(await phone.session.files.read(id, name, {})).toMatchObject({ error: { kind: 'unknown-case' } });
				expect(good(await phone.session.health())).toMatchObject({ unreadable: 0, onlyHere: 0 });
			}
			expect(await stones(phone)).toMatchObject([{ case: id, ...why, by: 'Awa', keptUntil: null }]);
		}
		// What is saved from here on is as ever.
		const { id: orme } = good(await lina.session.list())[0]!;
		good(await lina.session.edit(orme, [{ path: 'note', value: 'deux' }]));
		await lina.sync();
		await awa.sync();
		expect(good(await awa.session.open(orme)).fields).toMatchObject({ note: [{ value: 'deux' }] });
	});

	it('shows a worker what she wrote of it since, until she lets go', async () => {
		const awa = await HeldPhone.new(server);
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'houx' }]));
		await awa.found();
		const lina = await HeldPhone.new(server);
		await lina.join(awa, 'Lina');
		good(await lina.session.edit(id, [{ path: 'note', value: 'tard' }]));
		await awa.team({ ask: 'shred', case: id, ...why });
		await lina.sync();
		const shown = async () => good(await lina.session.open(id)).fields;
		expect(await shown()).toMatchObject({ note: [{ value: 'tard' }] });
		expect(await shown()).not.toHaveProperty('label');
		await lina.unlock();
		expect(await shown()).toMatchObject({ note: [{ value: 'tard' }] });
		await awa.sync();
		expect(await labels(awa)).toEqual([]);
		const [stone] = await stones(lina);
		expect(stone?.keptUntil).toBeGreaterThan(0);
		await lina.team({ ask: 'letGo', ref: stone!.ref });
		await lina.sync();
		await lina.sync();
		for (const again of [false, true]) {
			if (again) await lina.unlock();
			expect(await labels(lina)).toEqual([]);
			expect(good(await lina.session.health())).toMatchObject({ unreadable: 0, onlyHere: 0 });
		}
		expect(await stones(lina)).toMatchObject([{ keptUntil: null }]);
	});
});
