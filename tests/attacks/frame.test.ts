/** The frame of a team's cases against a member who does not answer for it: held to by the vault of each, whatever was changed on hers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { world, type World } from '../server/world.ts';
import { good } from '../faults/phone.ts';
import { founder, joiner, turns, type Held } from '../support/held.ts';
import { GUARDED } from '../../src/lib/vault/frame-guard.ts';
import type { Frame } from '../../src/lib/domain/frame.ts';

/** What a phone writes whose app lets everything be written. */
async function altered<T>(writing: () => Promise<T>): Promise<T> {
	GUARDED.delete('frame');
	const written = await writing();
	GUARDED.add('frame');
	return written;
}

let server: World;
beforeAll(async () => {
	server = await world(null);
}, 60_000);
afterAll(() => server.end());

const frame = (controller: string): Frame => ({
	controller,
	contact: 'contact@asso.test',
	grounds: ['consent'],
	keepYears: 2,
	host: 'repit.test'
});
const write = (held: Held, controller: string) =>
	held.session.saveSettings([{ path: 'frame', value: frame(controller) }]);
const read = async (held: Held) =>
	(good(await held.session.settings())['frame'] as Frame | null | undefined)?.controller;
const forbidden = { ok: false, error: { kind: 'forbidden' } };

describe('the frame', { timeout: 60_000 }, () => {
	it('is an admin’s to write; another setting is not held back with it', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		expect(await write(lina, 'Autre')).toEqual(forbidden);
		const both = [
			{ path: 'onCall', value: '06 12 34 56 78' },
			{ path: 'frame', value: null }
		];
		expect(await lina.session.saveSettings(both)).toEqual(forbidden);
		good(await lina.session.saveSettings([{ path: 'onCall', value: '06 12 34 56 78' }]));
		good(await write(awa, 'Association'));
		await turns(awa, lina);
		expect([await read(awa), await read(lina)]).toEqual(['Association', 'Association']);
		expect(good(await awa.session.settings())['onCall']).toBe('06 12 34 56 78');
	});

	it('does not count from one who never was admin, over an admin’s or before it, and gives way to no such word', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		good(await altered(() => write(lina, 'Faux')));
		await turns(lina, awa);
		expect([await read(awa), await read(lina)]).toEqual([undefined, undefined]);
		good(await write(awa, 'Association'));
		await turns(awa, lina);
		good(await altered(() => lina.session.saveSettings([{ path: 'frame', value: null }])));
		await turns(lina, awa);
		expect([await read(awa), await read(lina)]).toEqual(['Association', 'Association']);
		good(await write(awa, 'Association, plus tard'));
		await turns(awa, lina);
		await lina.unlock();
		expect([await read(awa), await read(lina)]).toEqual(['Association, plus tard', 'Association, plus tard']);
	});

	it('of a phone of one is no team’s: who comes in brings none along', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina', async (alone) => {
			good(await write(alone, 'Seule'));
			expect(await read(alone)).toBe('Seule');
		});
		expect(await read(lina)).toBeUndefined();
		expect(await write(lina, 'Seule')).toEqual(forbidden);
	});

	it('is written by who becomes admin', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { members } = await awa.view();
		const member = members.find(({ name }) => name === 'Lina')?.id;
		await awa.team({ ask: 'changeRole', member: member ?? '', role: 'admin' });
		await turns(awa, lina);
		good(await write(lina, 'Association'));
		await turns(lina, awa);
		expect(await read(awa)).toBe('Association');
	});
});
