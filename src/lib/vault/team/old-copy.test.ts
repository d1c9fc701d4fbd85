/** Erasing what stayed of a case where it was before it was brought elsewhere: whole vaults against the real server (`docs/protocol.md`, 7.3). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entered, good } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, joiner, turns, type Held } from '../../../../tests/support/held.ts';
import type { CaseId } from '../../domain/case.ts';
import type { Brought, OldCopy } from './work.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

const why = { reason: 'copié dans l’équipe', basis: 'le dossier continue là' };
const copyOf = (held: Held, id: CaseId) => held.team<OldCopy | null>({ ask: 'oldCopy', id });
const erased = (held: Held, id: CaseId) => held.team<boolean>({ ask: 'eraseOld', id, ...why });

describe('what stayed of a case', { timeout: 300_000 }, () => {
	it('on this phone alone is erased once all of it is elsewhere, in every tab and after a lock', async () => {
		const awa = await founder(server);
		let [own, other] = ['', ''] as CaseId[];
		const lina = await joiner(awa, 'Lina', async (held) => {
			({ id: own } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
			({ id: other } = good(await held.session.createCase([{ path: 'label', value: 'if' }])));
			good(await held.session.edit(own, [{ path: 'note', value: 'un' }]));
		});
		const tab = lina.tab(good(await entered(lina.phone, { net: lina.net })));
		expect(await tab.note(own!)).toEqual(['un']);
		expect(await copyOf(lina, own!)).toBeNull();
		expect(await lina.session.team({ ask: 'eraseOld', id: own!, ...why })).toMatchObject({ error: { kind: 'void' } });
		lina.online = false;
		const { id } = await lina.team<Brought>({ ask: 'bring', id: own!, circle: null });
		expect(await copyOf(lina, own!)).toEqual({ to: id, circle: null, seen: false, files: false, erases: 'here' });
		expect(await erased(lina, own!)).toBe(false);
		lina.online = true;
		await turns(lina, awa);
		// What was written meanwhile is brought first.
		good(await lina.session.edit(own!, [{ path: 'nextAction', value: 'deux' }]));
		expect(await copyOf(lina, own!)).toMatchObject({ seen: true });
		expect(await erased(lina, own!)).toBe(false);
		await turns(lina, awa);
		lina.online = false;
		expect(await erased(lina, own!)).toBe(true);
		lina.online = true;
		for (const again of [false, true]) {
			if (again) await lina.unlock();
			for (const phone of again ? [lina] : [lina, tab]) {
				expect(await phone.labels()).toEqual(['houx', 'if', 'saule']);
				expect(await phone.session.open(own!)).toMatchObject({ error: { kind: 'unknown-case' } });
				expect(await phone.note(id)).toEqual(['un']);
				expect(good(await phone.session.health())).toMatchObject({ unreadable: 0 });
			}
		}
		expect((await lina.view()).own.map(({ id }) => id)).toEqual([other]);
		// What stays goes on.
		good(await lina.session.edit(other!, [{ path: 'note', value: 'trois' }]));
		await lina.unlock();
		expect(await lina.note(other!)).toEqual(['trois']);
	});

	it('in the team is erased for everybody by whoever may, and stays in the circle', async () => {
		const awa = await founder(server);
		const [lina, noor] = [await joiner(awa, 'Lina'), await joiner(awa, 'Noor')];
		const { id } = good(await awa.session.list())[0]!;
		const members = [(await lina.view()).member];
		const { circle } = await awa.team<{ circle: string }>({ ask: 'circle', members });
		const { id: to } = await awa.team<Brought>({ ask: 'bring', id, circle });
		await turns(awa, lina, noor);
		expect(await copyOf(awa, id)).toEqual({ to, circle, seen: true, files: false, erases: 'everywhere' });
		// A worker who brought it too may not.
		const other = await noor.team<{ circle: string }>({ ask: 'circle', members });
		await noor.team<Brought>({ ask: 'bring', id, circle: other.circle });
		await turns(noor, lina);
		expect(await copyOf(noor, id)).toMatchObject({ erases: null });
		expect(await noor.session.team({ ask: 'eraseOld', id, ...why })).toMatchObject({ error: { kind: 'not-allowed' } });
		expect(await erased(awa, id)).toBe(true);
		await turns(awa, lina, noor);
		for (const phone of [awa, lina, noor])
			expect(await phone.session.open(id)).toMatchObject({ error: { kind: 'unknown-case' } });
		expect(await awa.labels()).toEqual(['houx']);
		expect(good(await lina.session.open(to)).fields).toMatchObject({ label: [{ value: 'houx' }] });
	});
});
