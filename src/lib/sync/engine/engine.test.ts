/** The engine with an honest server: what is saved reaches everybody, once, whatever is cut on the way. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Server } from '../../../../tests/support/server.ts';
import { good, TeamPhone } from '../../../../tests/support/team-phone.ts';
import { randomBytes } from '../../crypto/suite.ts';

const [houx, orme] = [randomBytes(16), randomBytes(16)];
let server: Server;
let [awa, lina]: TeamPhone[] = [];

beforeEach(async () => {
	server = new Server();
	awa = await TeamPhone.founder(server, 'awa', async (phone) => {
		await phone.save(houx, 'label', 'houx');
		await phone.save(houx, 'note', 'seule');
	});
	lina = await TeamPhone.joiner(awa, 'lina');
});

async function sync(...phones: TeamPhone[]): Promise<void> {
	for (let i = 0; i < 2; i++) for (const phone of phones) good(await phone.round());
}

describe('a team', () => {
	it('begins with what the founder had, unchanged, and shares what each saves', async () => {
		await sync(awa!, lina!);
		expect(await awa!.unsynced()).toBe(0);
		expect(await lina!.state()).toBe(await awa!.state());
		expect(await lina!.state()).toContain('seule');
		await lina!.save(houx, 'note', 'à deux');
		await awa!.save(orme, 'label', 'orme');
		await sync(awa!, lina!);
		await sync(awa!, lina!);
		expect(await lina!.state()).toBe(await awa!.state());
		expect(await lina!.state()).toContain('à deux');
		expect(await lina!.state()).not.toContain('seule');
		expect([awa!.alarms, lina!.alarms, awa!.reasons, lina!.reasons]).toEqual([[], [], [], []]);
		expect([await awa!.unsynced(), await lina!.unsynced()]).toEqual([0, 0]);
	});
});
