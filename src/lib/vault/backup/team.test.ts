/** Backups of phones in a team: a lost phone’s work, what the team has erased, and what is for fewer people (`docs/decisions/070-what-a-backup-brings-back.md`). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdOn, good, newPhone } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, Held, joiner, turns } from '../../../../tests/support/held.ts';
import type { CaseId } from '../../domain/case.ts';
import type { Session } from '../session.ts';
import type { Brought } from '../team/work.ts';
import type { BackupCall } from './calls.ts';
import type { Made, Preview, Restored } from './types.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const identity = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
const keys = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';
const ask = async <T>(session: Session, call: BackupCall) => good(await session.backup(call, {})) as T;
const make = async (session: Session) => (await ask<Made>(session, { ask: 'make', to: { keys }, days: 90 })).file;
const look = (session: Session, file: Uint8Array<ArrayBuffer>) =>
	ask<Preview>(session, { ask: 'look', file, by: { identity } });
const restore = (session: Session) => ask<Restored>(session, { ask: 'restore' });
const becomes = ({ cases }: Preview) => cases.map(({ label, becomes }) => `${label} ${becomes}`).toSorted();

async function bring(held: Held, id: CaseId, circle: string | null = null): Promise<CaseId> {
	for (;;) {
		const step = await held.team<Brought>({ ask: 'bring', id, circle });
		if (step.left === 0) return step.id;
	}
}

/** The same person, with another phone. */
async function comeBack(admin: Held, member: string): Promise<Held> {
	const held = await Held.new(admin.server);
	const { code } = await held.team<{ code: string }>({ ask: 'joinBegin' });
	const newcomer = { member, name: '', deviceName: 'neuf', role: 'worker' as const };
	const accepted = await admin.team<{ code: string }>({ ask: 'joinAccept', code, newcomer });
	await held.team({ ask: 'joinFinish', code: accepted.code });
	await admin.sync();
	await held.sync();
	return held;
}

async function alone(): Promise<Session> {
	const { session } = await createdOn(newPhone());
	if (!session) throw new Error('locked');
	return session;
}

describe('a backup of a phone in a team', { timeout: 600_000 }, () => {
	it('gives the team what a lost phone had not sent, once, and says who wrote it', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await lina.session.list())[0]!;
		await turns(lina, awa);
		lina.online = false;
		good(await lina.session.edit(id, [{ path: 'note', value: 'dans la cave' }]));
		good(await lina.session.createCase([{ path: 'label', value: 'orme' }]));
		const file = await make(lina.session);
		// The phone is lost, and put out of the team; she comes in with another, and so does somebody else.
		const { device, member } = await lina.view();
		await awa.team({ ask: 'remove', devices: [device], why: 'lost' });
		good(await awa.session.edit(id, [{ path: 'note', value: 'au bureau' }]));
		await turns(awa);
		const noor = await joiner(awa, 'Noor');
		const again = await comeBack(awa, member);
		await turns(again, awa, noor);
		for (const held of [noor, awa]) {
			expect(await look(held.session, file)).toMatchObject({ late: 0, refused: 2, cases: [{ becomes: 'same' }] });
			expect(await restore(held.session)).toEqual({ cases: 0, changes: 0 });
		}
		const preview = await look(again.session, file);
		expect(preview).toMatchObject({ foreign: false, late: 2, refused: 0 });
		expect(becomes(preview)).toEqual(['houx changes', 'orme new']);
		expect(await restore(again.session)).toEqual({ cases: 2, changes: 2 });
		await turns(again, awa, noor);
		for (const held of [again, awa, noor]) {
			expect((await held.note(id)).toSorted()).toEqual(['au bureau', 'dans la cave']);
			expect(await held.labels()).toEqual(['houx', 'orme']);
			expect((await held.view()).alarms).toEqual([]);
		}
		const said = good(await awa.session.history(id)).find(({ value }) => value === 'dans la cave');
		expect(said!.was!.member).toBe(member);
		await look(again.session, file);
		expect(await restore(again.session)).toEqual({ cases: 0, changes: 0 });
	});

	it('brings the team’s cases to a vault of one, and back into the team nothing that it has', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await lina.session.list())[0]!;
		good(await lina.session.edit(id, [{ path: 'note', value: 'un' }]));
		await turns(lina, awa);
		const file = await make(lina.session);
		for (const held of [awa, lina]) {
			expect(becomes(await look(held.session, file))).toEqual(['houx same']);
			expect(await restore(held.session)).toEqual({ cases: 0, changes: 0 });
		}
		const one = await alone();
		expect(await look(one, file)).toMatchObject({
			foreign: true,
			readers: null,
			refused: 0,
			cases: [{ label: 'houx', becomes: 'new' }]
		});
		await restore(one);
		const [copy] = good(await one.list());
		expect(good(await one.open(copy!.id)).fields['note']!.map(({ value }) => value)).toEqual(['un']);
		const { member } = await lina.view();
		expect(good(await one.history(copy!.id)).find(({ path }) => path === 'note')!.was!.member).toBe(member);
	});

	it('of the newest phone gives an older copy of the vault what it has not seen', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		await turns(lina, awa);
		const { id } = good(await awa.session.list())[0]!;
		good(await awa.session.edit(id, [{ path: 'note', value: 'hors ligne' }]));
		awa.online = false;
		const file = await make(awa.session);
		// Lina restores what Awa has not sent yet; then Awa sends it after all.
		expect(becomes(await look(lina.session, file))).toEqual(['houx changes']);
		expect(await restore(lina.session)).toMatchObject({ changes: 1 });
		awa.online = true;
		await turns(lina, awa, lina);
		for (const held of [awa, lina]) {
			expect(await held.note(id)).toEqual(['hors ligne']);
			expect((await held.view()).alarms).toEqual([]);
		}
		expect(await look(lina.session, file)).toMatchObject({ cases: [{ becomes: 'same' }] });
	});

	it('brings nothing back that the team has erased, not even by way of another vault', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		await turns(lina, awa);
		const { id } = good(await awa.session.list())[0]!;
		good(await awa.session.createCase([{ path: 'label', value: 'orme' }]));
		const file = await make(awa.session);
		await awa.team({ ask: 'shred', case: id, reason: 'demandé', basis: 'RGPD 17' });
		await turns(awa, lina);
		for (const held of [awa, lina]) {
			expect(becomes(await look(held.session, file))).toContain(' erased');
			await restore(held.session);
			expect(await held.labels()).not.toContain('houx');
		}
		// What a later backup knows to be erased does not come back by an older one.
		const one = await alone();
		await look(one, await make(awa.session));
		await restore(one);
		expect(becomes(await look(one, file))).toContain(' erased');
		await restore(one);
		expect(good(await one.list()).map(({ label }) => label)).toEqual(['orme']);
	});

	it('brings nothing back that was erased on a phone alone', async () => {
		const awa = await founder(server);
		let id = '' as CaseId;
		const lina = await joiner(awa, 'Lina', async (held) => {
			({ id } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
		});
		const file = await make(lina.session);
		await bring(lina, id);
		await turns(lina, awa);
		// Both copies are there, and the backup has them once.
		expect(becomes(await look(await alone(), await make(lina.session)))).toEqual(['houx new', 'saule new']);
		await lina.team({ ask: 'eraseOld', id, reason: 'demandé', basis: 'RGPD 17' });
		expect(becomes(await look(lina.session, file))).toEqual([' erased', 'houx same']);
		await restore(lina.session);
		expect(await lina.labels()).toEqual(['houx', 'saule']);
	});

	it('keeps a circle’s cases from a team they were not meant for', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		await turns(awa, lina);
		const { circle } = await awa.team<{ circle: string }>({ ask: 'circle', members: [(await lina.view()).member] });
		good(await awa.session.createCase([{ path: 'label', value: 'if' }], circle));
		await turns(awa, lina);
		const file = await make(lina.session);
		expect(becomes(await look(awa.session, file))).toEqual(['houx same', 'if same']);
		const other = await founder(server);
		const preview = await look(other.session, file);
		expect(preview).toMatchObject({ foreign: true, readers: 1 });
		expect(becomes(preview)).toEqual(['houx new', 'if kept-back']);
		const noor = await joiner(awa, 'Noor');
		await turns(awa, noor);
		expect(becomes(await look(noor.session, file))).toEqual(['houx same', 'if new']);
		await restore(noor.session);
		await turns(noor, awa);
		// In what is hers alone, and with nobody else.
		expect(await noor.labels()).toEqual(['houx', 'if']);
		expect(await awa.labels()).toEqual(['houx', 'if']);
	});
});
