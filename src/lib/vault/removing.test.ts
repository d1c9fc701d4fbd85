/** Erasing a case, and removing something of one for good: whole vaults on their own disks, in a team against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskOf, entered, good, passphrase, type Phone } from '../../../tests/faults/phone.ts';
import { world, type World } from '../../../tests/server/world.ts';
import { HeldPhone } from '../../../tests/support/held-phone.ts';
import { founder, joiner, turns } from '../../../tests/support/held.ts';
import { openRow, rowKeys, type RowKind } from '../crypto/row.ts';
import { openSlots } from '../crypto/slots.ts';
import type { CaseId, Removed } from '../domain/case.ts';
import type { Brought } from './team/work.ts';
import type { Session } from './session.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const NOTE = 'A'.repeat(21) + 'Q';
const why = { reason: 'écrit par erreur', basis: 'RGPD, article 17' };
const none = {};
const removed = (gone: readonly string[], past: readonly string[] = []): Removed => ({
	gone: [...gone],
	past: [...past],
	why: 'écrit par erreur',
	date: '2026-12-01'
});
const KINDS: readonly RowKind[] = ['entry', 'caseKey', 'index', 'draft', 'settings', 'snapshot', 'files', 'part'];

/** What whoever has the phone and its passphrase can read on the disk, row by row. */
async function readable(phone: Phone): Promise<ReadonlyMap<RowKind, readonly Buffer[]>> {
	const disk = await diskOf(phone);
	const opened = await openSlots(
		disk.base.map(([, value]) => value).find((value) => value.length > 500)!,
		passphrase()
	);
	if (typeof opened === 'string') throw new Error(opened);
	const keys = await rowKeys(opened.vaultKey);
	const rows = new Map<RowKind, Buffer[]>();
	for (const { id, box } of disk.rows.flat() as readonly {
		id: Uint8Array<ArrayBuffer>;
		box: Uint8Array<ArrayBuffer>;
	}[])
		for (const kind of KINDS) {
			const content = await openRow(keys, kind, { id, box });
			if (content) rows.set(kind, [...(rows.get(kind) ?? []), Buffer.from(content)]);
		}
	return rows;
}

const values = async (session: Session, id: CaseId) =>
	Object.fromEntries(
		Object.entries(good(await session.open(id)).fields).map(([path, versions]) => [
			path,
			versions.map(({ value }) => value)
		])
	);
const said = async (session: Session, id: CaseId) =>
	good(await session.history(id)).map(({ path, value, was, at }) => [path, value, was?.at ?? at]);

describe('a case of a phone alone', { timeout: 120_000 }, () => {
	it('is erased with its key, its files and their keys, in every tab and after a lock', async () => {
		const alone = await HeldPhone.new(server);
		const { id } = good(await alone.session.createCase([{ path: 'label', value: 'houx' }]));
		const other = good(await alone.session.createCase([{ path: 'label', value: 'if' }]));
		const content = new Uint8Array(9000).fill(7);
		good(await alone.session.files.attach(id, content, [['name', 'récépissé']], none));
		const kept = good(
			await alone.session.files.attach(other.id, new Uint8Array(50).fill(3), [['name', 'autre']], none)
		);
		await alone.session.tidy();
		const tab = good(await entered(alone.phone, { net: alone.net }));
		expect((await readable(alone.phone)).get('caseKey')).toHaveLength(2);
		expect((await readable(alone.phone)).get('part')).toHaveLength(2);

		good(await alone.session.eraseCase(id, why));
		for (const session of [alone.session, tab, good(await entered(alone.phone, { net: alone.net }))]) {
			expect(good(await session.list()).map(({ label }) => label)).toEqual(['if']);
			expect(await session.open(id)).toMatchObject({ error: { kind: 'unknown-case' } });
			expect(await session.eraseCase(id, why)).toMatchObject({ error: { kind: 'unknown-case' } });
			expect(good(await session.files.read(other.id, kept, none))).toHaveLength(50);
			expect(good(await session.health())).toMatchObject({ unreadable: 0 });
		}
		const rows = await readable(alone.phone);
		expect(rows.get('caseKey')).toHaveLength(1);
		expect(rows.get('part')).toHaveLength(1);
		expect(rows.get('files')?.every((row) => !row.includes('récépissé'))).toBe(true);
	});

	it('goes on without what is removed for good: a field, what a field said before, a note, a file', async () => {
		const alone = await HeldPhone.new(server);
		const { session } = alone;
		const { id } = good(
			await session.createCase([
				{ path: 'label', value: 'houx' },
				{ path: 'givenName', value: 'Prénom' }
			])
		);
		good(await session.edit(id, [{ path: 'nextAction', value: 'adresse écrite ici' }]));
		good(await session.edit(id, [{ path: 'nextAction', value: 'rappeler' }]));
		good(await session.edit(id, [{ path: `notes.${NOTE}.text`, value: 'récit' }]));
		good(await session.edit(id, [{ path: 'note', value: 'reste' }]));
		good(await session.files.attach(id, new Uint8Array(40).fill(1), [['name', 'reste']], none));
		const gone = good(await session.files.attach(id, new Uint8Array(40).fill(2), [['name', 'parti']], none));
		const before = await said(session, id);

		const what = removed(['givenName', `notes.${NOTE}`, `files.${gone}`], ['nextAction']);
		const to = good(await session.removeForGood(id, what, why, none));
		expect(to).not.toBe(id);
		expect(await session.open(id)).toMatchObject({ error: { kind: 'unknown-case' } });
		for (const one of [session, good(await entered(alone.phone, { net: alone.net }))]) {
			const now = await values(one, to);
			expect(now).toMatchObject({ label: ['houx'], nextAction: ['rappeler'], note: ['reste'], removals: [[what]] });
			expect(Object.keys(now).some((path) => /givenName|^notes|carriedTo/.test(path))).toBe(false);
			const [file, ...more] = Object.keys(now).flatMap((path) => /^files\.(.*)\.name$/.exec(path)?.[1] ?? []);
			expect(more).toEqual([]);
			expect(now[`files.${file}.name`]).toEqual(['reste']);
			expect(good(await one.files.read(to, file!, none))).toEqual(new Uint8Array(40).fill(1));
			// Who said what is left, and when, is as it was.
			const after = await said(one, to);
			for (const [path, value, at] of before.filter(
				([path, value]) => path === 'label' || path === 'note' || value === 'rappeler'
			))
				expect(after).toContainEqual([path, value, at]);
			expect(JSON.stringify(after)).not.toMatch(/Prénom|adresse écrite|récit|parti/);
			expect(good(await one.health())).toMatchObject({ unreadable: 0 });
		}
		await session.tidy();
		const rows = await readable(alone.phone);
		expect(rows.get('caseKey')).toHaveLength(1);
		expect(rows.get('part')).toHaveLength(1);
		expect(rows.get('index')?.some((row) => row.includes('rappeler'))).toBe(true);
		for (const [kind, some] of rows)
			for (const row of some) expect(/Prénom|adresse écrite|récit|parti/.test(row.toString()), kind).toBe(false);
	});

	it('is taken up where it stopped, whatever is asked for then, and loses nothing that was written meanwhile', async () => {
		const alone = await HeldPhone.new(server);
		const { session } = alone;
		const { id } = good(await session.createCase([{ path: 'label', value: 'houx' }]));
		good(await session.edit(id, [{ path: 'givenName', value: 'Prénom' }]));
		good(await session.files.attach(id, new Uint8Array(40).fill(1), [['name', 'un']], none));
		good(await session.files.attach(id, new Uint8Array(40).fill(1), [['name', 'un']], none));
		const signal = AbortSignal.abort();
		const first = await session.removeForGood(id, removed(['givenName']), why, { signal });
		expect(first).toMatchObject({ error: { kind: 'file', why: 'cancelled' } });
		expect(good(await session.list())).toHaveLength(2);
		good(await session.edit(id, [{ path: 'note', value: 'entre deux' }]));
		await alone.unlock();
		const to = good(await alone.session.removeForGood(id, removed(['note']), why, none));
		expect(good(await alone.session.list())).toHaveLength(1);
		const now = await values(alone.session, to);
		expect(now).toMatchObject({ label: ['houx'], note: ['entre deux'], removals: [[removed(['givenName'])]] });
		expect(Object.keys(now).filter((path) => path.endsWith('.name'))).toHaveLength(2);
		expect(now).not.toHaveProperty('givenName');
	});

	it('refuses what is no removal, and a case that it has not', async () => {
		const { session } = await HeldPhone.new(server);
		const { id } = good(await session.createCase([{ path: 'label', value: 'houx' }]));
		const many = removed(Array.from({ length: 41 }, () => 'note'));
		expect(await session.removeForGood(id, many, why, none)).toMatchObject({ error: { kind: 'limit' } });
		expect(await session.removeForGood(NOTE as CaseId, removed(['note']), why, none)).toMatchObject({
			error: { kind: 'unknown-case' }
		});
		expect(good(await session.list())).toHaveLength(1);
	});
});

describe('a case of a team', { timeout: 300_000 }, () => {
	it('is erased for everybody, in a circle too, and only by whoever may', async () => {
		const awa = await founder(server);
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		const { id } = good(await awa.session.list())[0]!;
		const members = [(await lina.view()).member];
		const { circle } = await awa.team<{ circle: string }>({ ask: 'circle', members });
		const { id: to } = await awa.team<Brought>({ ask: 'bring', id, circle });
		await turns(awa, lina, noor);
		expect(await noor.session.eraseCase(id, why)).toMatchObject({ error: { kind: 'forbidden' } });
		expect(await noor.session.removeForGood(id, removed(['note']), why, none)).toMatchObject({
			error: { kind: 'forbidden' }
		});
		// What is still in the team would keep what is removed from the circle.
		expect(await awa.session.removeForGood(to, removed(['label']), why, none)).toMatchObject({
			error: { kind: 'old-copy' }
		});
		good(await awa.session.eraseCase(to, why));
		await turns(awa, lina);
		expect(await lina.session.open(to)).toMatchObject({ error: { kind: 'unknown-case' } });
		good(await awa.session.eraseCase(id, why));
		await turns(awa, noor, lina);
		for (const phone of [awa, lina, noor]) expect(await phone.labels()).toEqual([]);
	});

	it('goes on without what is removed, with its authors, on every phone; offline nothing is begun twice', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.list())[0]!;
		good(await lina.session.edit(id, [{ path: 'note', value: 'de Lina' }]));
		good(await lina.session.edit(id, [{ path: 'givenName', value: 'Prénom' }]));
		await turns(lina, awa);
		// Written, and not sent yet.
		good(await lina.session.edit(id, [{ path: 'nextAction', value: 'en retard' }]));
		await turns(lina);
		awa.online = false;
		expect(await awa.session.removeForGood(id, removed(['givenName']), why, none)).toMatchObject({
			error: { kind: 'offline' }
		});
		awa.online = true;
		const to = good(await awa.session.removeForGood(id, removed(['givenName']), why, none));
		await turns(awa, lina);
		for (const phone of [awa, lina]) {
			expect(good(await phone.session.list()).map(({ id }) => id)).toEqual([to]);
			const now = await values(phone.session, to);
			expect(now).toMatchObject({ label: ['houx'], note: ['de Lina'], nextAction: ['en retard'] });
			expect(now).not.toHaveProperty('givenName');
		}
		const [note] = good(await awa.session.open(to)).fields['note']!;
		expect(note?.was?.member).toBe((await lina.view()).member);
		const stones = await lina.team<readonly { reason: string; by: string }[]>({ ask: 'shredded' });
		expect(stones).toMatchObject([{ reason: why.reason, by: 'Awa' }]);
	});
});
