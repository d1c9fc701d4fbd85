/** Restricted cases between phones of a team, each a whole vault on its own disk, against the real server (`docs/protocol.md`, 6). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entered, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, Held, joiner, turns } from '../../../../tests/support/held.ts';
import type { CaseId } from '../../domain/case.ts';
import type { Brought } from './work.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

async function bring(held: Held, id: CaseId, circle: string): Promise<CaseId> {
	for (;;) {
		const step = await held.team<Brought>({ ask: 'bring', id, circle });
		if (step.left === 0) return step.id;
	}
}

const circleOf = async (held: Held, ...members: string[]) =>
	(await held.team<{ circle: string }>({ ask: 'circle', members })).circle;

describe('a circle', { timeout: 600_000 }, () => {
	it('shares a case among some, and the others see nothing of it', async () => {
		const awa = await founder(server);
		let own = '' as CaseId;
		const lina = await joiner(awa, 'Lina', async (held) => {
			({ id: own } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
			good(await held.session.edit(own, [{ path: 'note', value: 'un' }]));
		});
		const noor = await joiner(awa, 'Noor');
		await turns(awa, lina, noor);
		const { member } = await awa.view();

		const circle = await circleOf(lina, member);
		// Asked for again, it is the same.
		expect(await circleOf(lina, member)).toBe(circle);
		const id = await bring(lina, own, circle);
		await turns(lina, awa, noor);
		expect((await lina.view()).own).toEqual([{ id: own, shared: id, seen: true }]);
		expect(await awa.labels()).toEqual(['houx', 'saule']);
		expect(await noor.labels()).toEqual(['houx']);
		expect((await noor.view()).circles).toEqual([]);
		good(await awa.session.edit(id, [{ path: 'note', value: 'deux' }]));
		await turns(awa, lina, noor);
		for (const phone of [awa, lina]) {
			expect(await phone.note(id)).toEqual(['deux']);
			await phone.unlock();
			expect(await phone.note(id)).toEqual(['deux']);
			const view = await phone.view();
			expect(view).toMatchObject({ alarms: [], stop: null });
			expect(view.circles).toMatchObject([{ id: circle, cases: [id], stopped: false, alarms: [] }]);
			expect(view.circles[0]!.members.map(({ name }) => name).toSorted()).toEqual(['Awa', 'Lina']);
		}
		expect(await noor.session.open(id)).toMatchObject({ ok: false });
	});

	it('has cases of its own from the first word, which are never sent to more', async () => {
		const awa = await founder(server);
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		await turns(awa, lina, noor);
		const circle = await circleOf(awa, (await lina.view()).member);
		const edits = [{ path: 'label', value: 'if' }];
		good(await awa.session.createCase(edits, circle));
		expect(await awa.session.createCase(edits, 'A'.repeat(22))).toEqual({ ok: false, error: { kind: 'unknown-case' } });
		await turns(awa, lina, noor);
		expect(await lina.labels()).toEqual(['houx', 'if']);
		expect(await noor.labels()).toEqual(['houx']);
	});

	it('of the team’s case begins with what the team wrote, by whom', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await lina.session.list())[0]!;
		good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
		await turns(lina, awa);
		const circle = await circleOf(awa, (await lina.view()).member);
		const to = await bring(awa, id, circle);
		await turns(awa, lina);
		expect(await lina.note(to)).toEqual(['un']);
		expect(good(await lina.session.history(to))).toHaveLength(good(await awa.session.history(id)).length);
	});

	it('puts out whoever is put out of the team, before anything more is written to it', async () => {
		const awa = await founder(server);
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		const { id } = good(await awa.session.list())[0]!;
		const circle = await circleOf(lina, (await awa.view()).member, (await noor.view()).member);
		const to = await bring(lina, id, circle);
		await turns(lina, awa, noor);
		expect(await noor.labels()).toEqual(['houx', 'houx']);
		// The one who made it is gone; what she has not sent stays with her, until she hands it over.
		lina.online = false;
		good(await lina.session.edit(to, [{ path: 'note', value: 'tard' }]));
		await awa.team({ ask: 'remove', devices: [(await lina.view()).device], why: 'lost' });
		good(await noor.session.edit(to, [{ path: 'note', value: 'avant de savoir' }]));
		await turns(noor, awa);
		good(await noor.session.edit(to, [{ path: 'note', value: 'après elle' }]));
		await turns(noor, awa, noor);
		for (const phone of [awa, noor]) {
			const [seen] = (await phone.view()).circles;
			expect(seen!.members.map(({ name }) => name).toSorted()).toEqual(['Awa', 'Noor']);
			// Who came first among those left manages it.
			expect(seen!.members.filter(({ role }) => role === 'admin')).toHaveLength(1);
			expect(seen).toMatchObject({ stopped: false, alarms: [] });
			expect(await phone.note(to)).toEqual(['après elle']);
			expect(good(await phone.session.health()).onlyHere).toBe(0);
		}
		lina.online = true;
		await lina.sync();
		expect((await lina.view()).removed).toMatchObject({ why: 'lost' });
		expect(await lina.note(to)).toEqual(['tard']);
		const admin = (await awa.view()).circles[0]!.role === 'admin' ? awa : noor;
		const other = admin === awa ? noor : awa;
		await turns(awa, noor);
		expect((await other.view()).circles[0]!.late).toEqual([]);
		const [late] = (await admin.view()).circles[0]!.late;
		expect(late).toMatchObject({ memberName: 'Lina', count: 1 });
		expect((await admin.view()).late).toEqual([]);
		const call = { ask: 'settleLate', device: late!.device, how: 'restated', circle } as const;
		expect(await other.session.team({ ask: 'noticed', call })).toEqual({ ok: false, error: { kind: 'not-allowed' } });
		await admin.team({ ask: 'noticed', call });
		await turns(admin, other);
		for (const phone of [awa, noor]) expect((await phone.note(to)).toSorted()).toEqual(['après elle', 'tard']);
		expect((await admin.view()).circles[0]!.late).toEqual([]);
	});

	it('is founded once, wherever the answer was lost, and in two tabs', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { member } = await lina.view();
		awa.deafTo = 'spaces';
		expect(await awa.session.team({ ask: 'circle', members: [member] })).toMatchObject({ ok: false });
		awa.deafTo = null;
		await awa.unlock();
		await turns(awa);
		const circle = await circleOf(awa, member);
		await turns(awa, lina);
		const other = awa.tab(good(await entered(awa.phone, { net: awa.net })));
		for (const held of [awa, other, lina])
			expect((await held.view()).circles.filter(({ members }) => members.length === 2).map(({ id }) => id)).toEqual([
				circle
			]);
	});

	it('lets a member go by its own admin, who reads nothing new then', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		const { member } = await lina.view();
		const circle = await circleOf(awa, member);
		const to = await bring(awa, id, circle);
		await turns(awa, lina);
		await awa.team({ ask: 'circleRemove', circle, member });
		good(await awa.session.edit(to, [{ path: 'note', value: 'sans elle' }]));
		await turns(awa, lina);
		expect((await lina.view()).circles).toMatchObject([{ role: null }]);
		expect(await lina.note(to)).toEqual([]);
		expect((await lina.view()).alarms).toEqual([]);
		// The team goes on.
		good(await lina.session.edit(id, [{ path: 'note', value: 'équipe' }]));
		await turns(lina, awa);
		expect(await awa.note(id)).toEqual(['équipe']);
	});
});
