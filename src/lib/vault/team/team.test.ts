/** Phones of a team, each a whole vault on its own disk, against the real server. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOf, entered, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder as founderAt, Held, joiner, rejoin, turns } from '../../../../tests/support/held.ts';
import { readCode, writeCode } from '../../sync/protocol/index.ts';
import { keyOf } from '../../team/index.ts';
import type { Session } from '../session.ts';
import type { TeamCall } from './calls.ts';

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
		// As whoever would delete it all is told.
		expect(good(await lina.phone.exclusive(() => lina.session.onlyHere()))).toBe(1);
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

describe('what a phone has noticed', { timeout: 300_000 }, () => {
	const noticed = <T>(held: Held, call: Extract<TeamCall, { ask: 'noticed' }>['call']) =>
		held.team<T>({ ask: 'noticed', call });

	it('is told: who has seen what', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		await turns(lina, awa);
		const view = await awa.view();
		const own = view.devices.find(({ id }) => id === view.device)!;
		const other = view.devices.find(({ id }) => id !== view.device)!;
		expect(own.spoken).toBeGreaterThan(0);
		expect(other.seen.get(own.id)).toBeGreaterThanOrEqual(own.spoken);
	});

	it('of late work: an admin reads it, and takes it over or leaves it', async () => {
		const awa = await founder();
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		const { id } = good(await awa.session.list())[0]!;
		for (const phone of [lina, noor]) phone.online = false;
		good(await lina.session.edit(id, [{ path: 'note', value: 'tard' }]));
		good(await lina.session.createCase([{ path: 'label', value: 'orme' }]));
		good(await noor.session.edit(id, [{ path: 'note', value: 'porté' }]));
		const devices = (await awa.view()).devices.filter(({ own }) => !own).map((one) => one.id);
		await awa.team({ ask: 'remove', devices: devices.toSorted(), why: 'left' });
		lina.online = true;
		expect((await lina.view()).unsent.count).toBeGreaterThan(0);
		await lina.sync();
		expect(await lina.view()).toMatchObject({ removed: { why: 'left' }, unsent: { count: 0 } });
		expect(good(await lina.session.health())).toMatchObject({ onlyHere: 0 });
		await awa.sync();
		const { late } = await awa.view();
		expect(late).toMatchObject([{ memberName: 'Lina', count: 2 }]);
		const said = late[0]!.cases.flatMap(({ items }) => items.map(({ value }) => value));
		expect(said.filter((value) => value === 'tard' || value === 'orme')).toHaveLength(2);
		expect(await awa.note(id)).toEqual([]);
		await noticed(awa, { ask: 'settleLate', device: late[0]!.device, how: 'restated' });
		expect(await awa.note(id)).toEqual(['tard']);
		expect(await awa.labels()).toContain('orme');
		expect((await awa.view()).late).toEqual([]);
		// Without a server: a file, from hand to hand, that only this team can read.
		const { file } = await noticed<{ file: Uint8Array<ArrayBuffer> }>(noor, { ask: 'carryOut' });
		expect(await noticed(awa, { ask: 'carryIn', file })).toEqual({ count: 1 });
		expect(await noticed(awa, { ask: 'carryIn', file })).toEqual({ count: 0 });
		const [carried] = (await awa.view()).late;
		expect(carried).toMatchObject({ memberName: 'Noor', count: 1 });
		await noticed(awa, { ask: 'settleLate', device: carried!.device, how: 'left' });
		expect((await awa.view()).late).toEqual([]);
		expect(await awa.note(id)).toEqual(['tard']);
		const other = await founder();
		const refused = { ok: false, error: { kind: 'bad-file' } };
		expect(await other.session.team({ ask: 'noticed', call: { ask: 'carryIn', file } })).toEqual(refused);
	});

	it('of two lists: stands until two people have compared, whoever puts it away', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { code } = await awa.team<{ code: string }>({ ask: 'heads' });
		const [, , space, [n, hash]] = readCode('h', code)!;
		const forged = writeCode([1, 'h', space, [n, hash.map((byte) => byte ^ 1)], []]);
		for (const phone of [awa, lina]) expect(await phone.team({ ask: 'compare', code: forged })).toBe('fork');
		const [alarm] = (await awa.view()).alarms;
		expect(alarm).toMatchObject({ kind: 'fork-chain', stops: true, away: false, until: null });
		const { no } = alarm!;
		const { file } = await noticed<{ file: Uint8Array<ArrayBuffer> }>(awa, { ask: 'proof', no });
		expect(file.length).toBeGreaterThan(100);
		const putAway = { ask: 'noticed', call: { ask: 'alarm', no: (await lina.view()).alarms[0]!.no, act: 'put-away' } };
		expect(await lina.session.team(putAway as TeamCall)).toEqual({ ok: false, error: { kind: 'not-allowed' } });
		await noticed(awa, { ask: 'alarm', no, act: 'put-away' });
		expect(await awa.view()).toMatchObject({ stop: 'alarm', alarms: [{ away: true, stops: true }], past: [] });
		await noticed(awa, { ask: 'alarm', no, act: 'stands' });
		const view = await awa.view();
		expect(view).toMatchObject({ stop: null, alarms: [], past: [{ kind: 'fork-chain', away: true }] });
		expect(view.past[0]!.until).toBeGreaterThan(0);
	});
});

describe('a phone that comes in again', { timeout: 300_000 }, () => {
	it.each(['one that had joined', 'the one that founded'])(
		'%s: with new keys, what it had, and what it had not sent',
		async (which) => {
			const awa = await founder();
			const lina = await joiner(awa, 'Lina');
			const [lost, admin] = which === 'one that had joined' ? [lina, awa] : [awa, lina];
			await awa.team({ ask: 'changeRole', member: (await lina.view()).member, role: 'admin' });
			await turns(awa, lina);
			const { id } = good(await lost.session.list())[0]!;
			const { member, device } = await lost.view();
			expect(await lost.session.team({ ask: 'joinBegin' })).toEqual({ ok: false, error: { kind: 'in-a-team' } });
			lost.online = false;
			good(await lost.session.edit(id, [{ path: 'note', value: 'pas partie' }]));
			await admin.team({ ask: 'remove', devices: [device], why: 'cloned' });
			// Learns that it is out, without handing over.
			lost.online = true;
			lost.mute = 'push';
			await lost.session.team({ ask: 'sync' });
			expect((await lost.view()).removed).toMatchObject({ why: 'cloned' });
			lost.mute = null;
			const other = lost.tab(good(await entered(lost.phone, { net: lost.net })));
			await rejoin(lost, admin, member);
			// What another tab has in memory is of the old keys.
			expect(await other.session.list()).toEqual({ ok: false, error: { kind: 'locked' } });
			await other.session.team({ ask: 'sync' });
			expect(await other.session.edit(id, [{ path: 'note', value: 'perdu' }])).toMatchObject({ ok: false });
			expect(await lost.labels()).toEqual(['houx']);
			const view = await lost.view();
			expect(view).toMatchObject({ member, removed: null, alarms: [], stop: null });
			expect(view.device).not.toBe(device);
			const [left] = view.late;
			expect(left).toMatchObject({ device, count: 1 });
			await lost.team({ ask: 'noticed', call: { ask: 'settleLate', device, how: 'restated' } });
			await turns(lost, admin, lost);
			for (const phone of [lost, admin]) expect(await phone.note(id)).toEqual(['pas partie']);
			good(await lost.session.edit(id, [{ path: 'note', value: 'de retour' }]));
			await turns(lost, admin);
			expect(await admin.note(id)).toEqual(['de retour']);
			await lost.unlock();
			expect(await lost.note(id)).toEqual(['de retour']);
			expect(await lost.view()).toMatchObject({ alarms: [], stop: null, late: [], unsent: { count: 0 } });
		}
	);

	it('being the only one that manages the team, lets itself in with new keys, wherever it is cut', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		await turns(lina, awa);
		const { id } = good(await awa.session.list())[0]!;
		const copied = new Held(server, await copyOf(awa.phone));
		await copied.unlock();
		await copied.sync();
		expect(await copied.session.team({ ask: 'joinRenew' })).toEqual({ ok: false, error: { kind: 'not-allowed' } });
		good(await copied.session.edit(id, [{ path: 'note', value: 'copie' }]));
		good(await awa.session.edit(id, [{ path: 'note', value: 'vraie' }]));
		await copied.sync();
		await awa.session.team({ ask: 'sync' });
		const before = await awa.view();
		expect(before.alarms.map(({ kind }) => kind)).toContain('cloned-self');
		[awa.deafTo, awa.mute] = ['append', 'chain'];
		expect(await awa.session.team({ ask: 'joinRenew' })).toEqual({ ok: false, error: { kind: 'offline' } });
		[awa.deafTo, awa.mute] = [null, null];
		await awa.unlock();
		expect(await awa.team({ ask: 'joinRenew' })).toMatchObject({ step: 'in', again: true });
		await awa.unlock();
		const view = await awa.view();
		expect(view).toMatchObject({ role: 'admin', member: before.member, removed: null, alarms: [], stop: null });
		expect(view.device).not.toBe(before.device);
		const late = view.late.flatMap(({ cases }) => cases.flatMap(({ items }) => items.map(({ value }) => value)));
		expect(late).toContain('vraie');
		await awa.team({ ask: 'noticed', call: { ask: 'settleLate', device: before.device, how: 'restated' } });
		good(await awa.session.edit(id, [{ path: 'nextAction', value: 'seule' }]));
		await turns(awa, lina, awa);
		expect(await lina.note(id)).toEqual(await awa.note(id));
		expect(await lina.note(id)).toContain('vraie');
		await copied.sync();
		expect((await copied.view()).removed).toMatchObject({ why: 'cloned' });
		expect(good(await copied.session.open(id)).fields['nextAction']).toBeUndefined();
		expect(await awa.view()).toMatchObject({ alarms: [], stop: null, unsent: { count: 0 } });
	});

	it('comes over from another list of the team, once people have compared', async () => {
		const awa = await founder();
		const lina = await joiner(awa, 'Lina');
		const { code } = await awa.team<{ code: string }>({ ask: 'heads' });
		const [, , space, [n, hash]] = readCode('h', code)!;
		const forged = writeCode([1, 'h', space, [n, hash.map((byte) => byte ^ 1)], []]);
		expect(await lina.team({ ask: 'compare', code: forged })).toBe('fork');
		const { member } = await lina.view();
		await rejoin(lina, awa, member);
		expect(await lina.view()).toMatchObject({ member, alarms: [], stop: null });
		expect(await lina.labels()).toEqual(['houx']);
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
			// The server's patience is by the minute, and its clock stands still by itself.
			server.pass(120_000);
			for (const [i, { who, what, which, path }] of acts.entries()) {
				const phone = phones[who]!;
				const edits = [{ path, value: `${what} ${who} ${i}` }];
				const all = good(await phone.session.list());
				if (what === 'create') good(await phone.session.createCase(edits));
				else if (what === 'edit') good(await phone.session.edit(all[which % all.length]!.id, edits));
				else if (what === 'sync') await phone.sync();
				else if (what === 'lock') {
					// With the index as it stands, or with one of an earlier time.
					if (which % 2) await phone.session.tidy();
					await phone.unlock();
				} else {
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
				await phone.session.tidy();
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
