/** Phones that come in again with new keys, in the circles where they stood: whole vaults against the real server (`docs/protocol.md`, 6 and 8). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf, entered, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, Held, joiner, rejoin, turns } from '../../../../tests/support/held.ts';
import type { CaseId } from '../../domain/case.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

/** A circle of these phones' members with one case, everybody up to date. */
async function shared(maker: Held, ...others: Held[]): Promise<{ circle: string; id: CaseId }> {
	const members = await Promise.all(others.map(async (phone) => (await phone.view()).member));
	const { circle } = await maker.team<{ circle: string }>({ ask: 'circle', members });
	const { id } = good(await maker.session.createCase([{ path: 'label', value: 'if' }], circle));
	await turns(maker, ...others);
	return { circle, id };
}

const standing = async (phone: Held, circle: string) => {
	const view = (await phone.view()).circles.find(({ id }) => id === circle);
	return (
		view && {
			role: view.role,
			waits: view.waits,
			alarms: view.alarms,
			stopped: view.stopped,
			unsent: view.unsent.count
		}
	);
};
const WELL = { waits: false, alarms: [], stopped: false, unsent: 0 };

/** By somebody who has heard the words. */
async function letBack(admin: Held, circle: string, name: string): Promise<void> {
	const [member] = (await admin.view()).circles.find(({ id }) => id === circle)!.returning;
	expect(member).toMatchObject({ name });
	await admin.team({ ask: 'circleLetBack', circle, member: member!.id });
}

describe('a phone that comes in again', { timeout: 600_000 }, () => {
	it('after it was lost comes into its circle too, with what it had not sent, in every tab', async () => {
		const awa = await founder(server);
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		const { circle, id } = await shared(noor, lina);
		const { member, device } = await lina.view();
		good(await lina.session.edit(id, [{ path: 'note', value: 'avant' }]));
		await turns(lina, noor);
		lina.online = false;
		good(await lina.session.edit(id, [{ path: 'nextAction', value: 'pas partie' }]));
		await awa.team({ ask: 'remove', devices: [device], why: 'lost' });
		lina.online = true;
		lina.mute = 'push';
		await lina.session.team({ ask: 'sync' });
		lina.mute = null;
		await rejoin(lina, awa, member);
		const other = lina.tab(good(await entered(lina.phone, { net: lina.net })));

		// Until somebody lets it in, it reads what it had, and what it writes waits here.
		expect(await standing(lina, circle)).toMatchObject({ waits: true, unsent: 1 });
		expect(await lina.note(id)).toEqual(['avant']);
		good(await lina.session.edit(id, [{ path: 'label', value: 'ifs' }]));
		await turns(noor, lina);
		expect(await standing(lina, circle)).toMatchObject({ waits: true, unsent: 2 });
		await letBack(noor, circle, 'Lina');
		await turns(noor, lina);
		for (const tab of [lina, other]) expect(await standing(tab, circle)).toEqual({ ...WELL, role: 'worker' });
		expect(await lina.note(id)).toEqual(['avant']);
		expect(await other.note(id)).toEqual(['avant']);
		const [late] = (await lina.view()).circles[0]!.late;
		expect(late).toMatchObject({ device, count: 2 });
		await lina.team({ ask: 'noticed', call: { ask: 'settleLate', device, how: 'restated', circle } });
		good(await other.session.edit(id, [{ path: 'note', value: 'de retour' }]));
		await turns(lina, noor, awa);
		await lina.unlock();
		for (const phone of [lina, noor]) {
			const { fields } = good(await phone.session.open(id));
			const values = (path: string) => fields[path]?.map(({ value }) => value);
			expect([values('note'), values('nextAction'), values('label')]).toEqual([['de retour'], ['pas partie'], ['ifs']]);
		}
		expect(await standing(lina, circle)).toEqual({ ...WELL, role: 'worker' });
		expect((await noor.view()).circles[0]!.members.map(({ name }) => name).toSorted()).toEqual(['Lina', 'Noor']);
		expect(await awa.labels()).toEqual(['houx']);
	});

	it.each(['the team', 'the circle'] as const)('put out of %s, waits there for a person', async (where) => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { circle, id } = await shared(awa, lina);
		const { member, device } = await lina.view();
		if (where === 'the circle') await awa.team({ ask: 'circleRemove', circle, member });
		await awa.team({ ask: 'remove', devices: [device], why: where === 'the team' ? 'put-out' : 'lost' });
		await awa.sync();
		await lina.session.team({ ask: 'sync' });
		await rejoin(lina, awa, member);
		await turns(awa, lina, awa, lina);
		expect(await standing(lina, circle)).toMatchObject({ waits: true, alarms: [] });
		expect((await lina.view()).alarms).toEqual([]);
		expect((await awa.view()).circles[0]!.returning).toEqual([]);
		const asked = await awa.session.team({ ask: 'circleLetBack', circle, member });
		expect(asked).toMatchObject({ ok: false, error: { kind: 'void' } });
		good(await awa.session.edit(id, [{ path: 'note', value: 'sans elle' }]));
		await turns(awa, lina);
		expect(await lina.note(id)).toEqual([]);
		// What a person makes for her is another.
		const again = await awa.team<{ circle: string }>({ ask: 'circle', members: [member] });
		expect(again.circle).not.toBe(circle);
	});

	it('as the only one that manages the team, is let in by those who are left in the circle', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { circle, id } = await shared(awa, lina);
		const copied = new Held(server, await copyOf(awa.phone));
		await copied.unlock();
		const [team] = good(await awa.session.list());
		good(await copied.session.edit(team!.id, [{ path: 'note', value: 'copie' }]));
		good(await awa.session.edit(team!.id, [{ path: 'note', value: 'vraie' }]));
		await copied.sync();
		await awa.session.team({ ask: 'sync' });
		expect(await awa.team({ ask: 'joinRenew' })).toMatchObject({ step: 'in', again: true });
		await awa.unlock();
		expect(await standing(awa, circle)).toMatchObject({ waits: true });
		await turns(lina, awa);
		await letBack(lina, circle, 'Awa');
		await turns(lina, awa);
		expect(await standing(awa, circle)).toEqual({ ...WELL, role: 'admin' });
		good(await awa.session.edit(id, [{ path: 'note', value: 'seule' }]));
		await turns(awa, lina);
		expect(await lina.note(id)).toEqual(['seule']);
		await copied.session.team({ ask: 'sync' });
		expect(await copied.note(id)).toEqual([]);
		expect((await lina.view()).alarms).toEqual([]);
	});
});
