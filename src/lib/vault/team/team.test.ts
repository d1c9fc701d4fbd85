/** Phones of a team, each a whole vault on its own disk, against the real server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entered, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder as founderAt, Held, joiner, turns } from '../../../../tests/support/held.ts';
import { readCode, writeCode } from '../../sync/protocol/index.ts';
import { keyOf } from '../../team/index.ts';
import type { Session } from '../session.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());
const founder = () => founderAt(server);

describe('a team', { timeout: 120_000 }, () => {
	it('is founded, joined in person, and shares what each saves, over locking too', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		expect(await lina.labels()).toEqual(['houx']);
		const [houx] = good(await lina.session.list());
		good(await lina.session.edit(houx!.id, [{ path: 'note', value: 'vue' }]));
		good(await lina.session.createCase([{ path: 'label', value: 'orme' }]));
		await turns(lina, awa);
		expect(await awa.labels()).toEqual(['houx', 'orme']);
		expect(await awa.note(houx!.id)).toEqual(['vue']);
		expect(awa.told).toContain(houx!.id);
		expect(good(await awa.session.history(houx!.id))).toHaveLength(2);
		await turns(awa, lina);
		for (const phone of [awa, lina]) {
			const view = await phone.view();
			expect(view).toMatchObject({ stop: null, alarms: [], unsent: { count: 0 }, removed: null });
			expect(view.members.map(({ name }) => name).toSorted()).toEqual(['Awa', 'Lina']);
			expect(view.devices.map(({ name }) => name).toSorted()).toEqual(['bleu', 'rouge']);
			expect(view.devices.every(({ contact }, i) => view.devices[i]!.own || contact! > 0)).toBe(true);
			expect(good(await phone.session.health())).toMatchObject({ onlyHere: 0, unreadable: 0 });
			await phone.unlock();
			expect(await phone.labels()).toEqual(['houx', 'orme']);
			expect(await phone.note(houx!.id)).toEqual(['vue']);
		}
		expect((await lina.view()).role).toBe('worker');
		expect((await awa.view()).devices.find(({ own }) => !own)!.added).toMatchObject({ by: 'Awa' });
	});

	it('shows two values at once on both phones, until one settles it', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		good(await awa.session.edit(id, [{ path: 'note', value: 'nord' }]));
		good(await lina.session.edit(id, [{ path: 'note', value: 'sud' }]));
		await turns(awa, lina, awa);
		for (const phone of [awa, lina]) {
			expect((await phone.note(id)).toSorted()).toEqual(['nord', 'sud']);
			expect(good(await phone.session.list())[0]!.conflicts).toBe(1);
		}
		good(await lina.session.edit(id, [{ path: 'note', value: 'est' }]));
		await turns(lina, awa);
		for (const phone of [awa, lina]) {
			expect(await phone.note(id)).toEqual(['est']);
			expect(good(await phone.session.list())[0]!.conflicts).toBe(0);
		}
	});

	it('gives the removed nothing new, and takes nothing she had', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		lina.online = false;
		good(await lina.session.edit(id, [{ path: 'note', value: 'pas encore partie' }]));
		const { device } = await lina.view();
		await awa.team({ ask: 'remove', devices: [device], why: 'lost' });
		await awa.sync();
		good(await awa.session.edit(id, [{ path: 'nextAction', value: 'après elle' }]));
		await awa.sync();
		lina.online = true;
		await lina.sync();
		const view = await lina.view();
		expect(view).toMatchObject({ role: null, removed: { by: 'Awa', why: 'lost' } });
		const state = good(await lina.session.open(id));
		expect(state.fields['nextAction']).toBeUndefined();
		expect(state.fields['note']!.map(({ value }) => value)).toEqual(['pas encore partie']);
		// Saving goes on, and she can still read it after a lock.
		good(await lina.session.edit(id, [{ path: 'note', value: 'encore' }]));
		await lina.unlock();
		expect(await lina.note(id)).toEqual(['encore']);
		expect((await awa.view()).devices.find(({ own }) => !own)).toMatchObject({ active: false });
		expect(await awa.note(id)).toEqual([]);
	});

	it('needs no network to unlock, read and save, and sends it all afterwards', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		lina.online = false;
		await lina.unlock();
		const made = good(await lina.session.createCase([{ path: 'label', value: 'orme' }]));
		expect(await lina.session.team({ ask: 'sync' })).toEqual({ ok: false, error: { kind: 'offline' } });
		expect((await lina.view()).unsent.count).toBe(1);
		expect(lina.due.size).toBeGreaterThan(0);
		lina.online = true;
		await turns(lina, awa);
		expect(await awa.labels()).toContain('orme');
		expect(good(await awa.session.open(made.id)).fields['label']).toHaveLength(1);
	});

	it('is one team in two tabs, whichever of them speaks to the server', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		const other = awa.tab(good(await entered(awa.phone, { net: awa.net })));
		expect((await other.view()).devices).toHaveLength(2);
		good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
		await turns(lina, other);
		expect(await awa.note(id)).toEqual(['un']);
		good(await awa.session.edit(id, [{ path: 'note', value: 'deux' }]));
		await turns(other, awa, lina, other);
		expect([await awa.note(id), await other.note(id), await lina.note(id)]).toEqual([['deux'], ['deux'], ['deux']]);
		const { member } = await lina.view();
		await other.team({ ask: 'changeRole', member, role: 'admin' });
		await turns(awa, lina);
		for (const phone of [awa, other, lina]) expect(await phone.view()).toMatchObject({ alarms: [], stop: null });
		expect((await lina.view()).role).toBe('admin');
	});

	it('goes on where a founding was cut before its answer', async () => {
		const awa = await Held.new(server);
		const token = keyOf(await server.token());
		const call = { ask: 'found', token, person: 'Awa', device: '' } as const;
		awa.online = false;
		expect(await awa.session.team(call)).toEqual({ ok: false, error: { kind: 'offline' } });
		awa.online = true;
		awa.deaf = true;
		expect(await awa.session.team(call)).toEqual({ ok: false, error: { kind: 'offline' } });
		expect(await awa.team({ ask: 'view' })).toBeNull();
		awa.deaf = false;
		const other = awa.tab(good(await entered(awa.phone, { net: awa.net })));
		expect(await other.team({ ask: 'view' })).toBeNull();
		await awa.team(call);
		expect((await other.view()).role).toBe('admin');
		expect(await awa.session.team(call)).toEqual({ ok: false, error: { kind: 'in-a-team' } });
		expect((await awa.view()).role).toBe('admin');
	});

	it('compares what two phones hold, and sees two histories', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		await turns(awa, lina, awa, lina);
		const { code } = await awa.team<{ code: string }>({ ask: 'heads' });
		expect(await lina.team({ ask: 'compare', code })).toBe('same');
		good(await awa.session.edit(id, [{ path: 'note', value: 'un' }]));
		const { code: later } = await awa.team<{ code: string }>({ ask: 'heads' });
		expect(await lina.team({ ask: 'compare', code: later })).toBe('behind');
		await turns(awa, lina);
		expect(await lina.team({ ask: 'compare', code })).toBe('ahead');
		const [, , space, head, ends] = readCode('h', later)!;
		const other = ends.map(([device, seq, short]): (typeof ends)[number] => [
			device,
			seq,
			short.map((byte) => byte ^ 1)
		]);
		const forged = writeCode([1, 'h', space, head, other]);
		expect(await lina.team({ ask: 'compare', code: forged })).toBe('fork');
		expect((await lina.view()).alarms.map(({ kind }) => kind)).toContain('fork-device');
	});

	it('lets a reader read and not write', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { member } = await lina.view();
		await awa.team({ ask: 'changeRole', member, role: 'reader' });
		await turns(awa, lina);
		const { id } = good(await lina.session.list())[0]!;
		expect(await lina.session.edit(id, [{ path: 'note', value: 'non' }])).toEqual({
			ok: false,
			error: { kind: 'reader' }
		});
		expect((await lina.view()).role).toBe('reader');
	});

	it('takes a code for the phone that showed its own, and for no other', async () => {
		const awa = await founder();
		const [lina, noor] = [await Held.new(server), await Held.new(server)];
		const { code } = await lina.team<{ code: string }>({ ask: 'joinBegin' });
		await noor.team({ ask: 'joinBegin' });
		await lina.unlock();
		expect(await lina.team({ ask: 'joinBegin' })).toEqual({ code });
		const newcomer = { member: null, name: 'Lina', deviceName: '', role: 'worker' as const };
		const accepted = await awa.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
		// Shown again, it is the same phone.
		await awa.team({ ask: 'joinAccept', code, newcomer });
		expect((await awa.view()).devices).toHaveLength(2);
		const wrong = await noor.session.team({ ask: 'joinFinish', code: accepted.code });
		expect(wrong).toEqual({ ok: false, error: { kind: 'not-this-phone' } });
		expect(noor.asked).toBe(0);
		expect(await lina.session.team({ ask: 'joinFinish', code })).toEqual({ ok: false, error: { kind: 'bad-code' } });
		await lina.team({ ask: 'joinFinish', code: accepted.code });
	});
});

/** Everything that a phone shows. */
async function shown(session: Session): Promise<string> {
	const list = good(await session.list()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	const cases: unknown[] = [];
	for (const { id } of list) cases.push(good(await session.open(id)), good(await session.history(id)));
	return JSON.stringify([list, cases]);
}

it('shows the same on every phone, live and after a lock, whatever each did and in whatever order', async () => {
	const awa = await founder();
	const phones = [awa, await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
	const act = fc.record({
		who: fc.nat(2),
		what: fc.constantFrom('create', 'edit', 'edit', 'sync', 'sync', 'lock', 'role'),
		which: fc.nat(9),
		path: fc.constantFrom('note', 'label')
	});
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
			for (const [i, { who, what, which, path }] of acts.entries()) {
				const phone = phones[who]!;
				const edits = [{ path, value: `${what} ${who} ${i}` }];
				const all = good(await phone.session.list());
				if (what === 'create') good(await phone.session.createCase(edits));
				else if (what === 'edit') good(await phone.session.edit(all[which % all.length]!.id, edits));
				else if (what === 'sync') await phone.sync();
				else if (what === 'lock') await phone.unlock();
				else {
					// An admin and a worker take turns: the chain moves under everybody.
					const { members } = await awa.view();
					const other = members.find(({ own }) => !own)!;
					const role = other.role === 'admin' ? 'worker' : 'admin';
					await awa.team({ ask: 'changeRole', member: other.id, role });
				}
			}
			await turns(...phones, ...phones);
			const live = await Promise.all(phones.map(({ session }) => shown(session)));
			expect(new Set(live).size).toBe(1);
			for (const phone of phones) {
				await phone.unlock();
				expect(await shown(phone.session)).toBe(live[0]);
				expect(await phone.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
			}
		}),
		{ numRuns: 5 }
	);
}, 300_000);

describe('a phone of one', () => {
	it('never opens a connection', async () => {
		const held = await Held.new(server);
		good(await held.session.createCase([{ path: 'label', value: 'houx' }]));
		await held.unlock();
		expect(await held.team({ ask: 'view' })).toBeNull();
		expect(await held.session.team({ ask: 'sync' })).toEqual({ ok: false, error: { kind: 'no-team' } });
		expect(held.asked).toBe(0);
		expect(held.due.size).toBe(0);
	});
});
