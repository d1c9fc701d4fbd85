/** Bringing over what a phone had before it came into the team (`docs/protocol.md`, 7.3). */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entered, good, type Step } from '../../../../tests/faults/phone.ts';
import { world, type World } from '../../../../tests/server/world.ts';
import { founder, Held, joiner, turns } from '../../../../tests/support/held.ts';
import type { CaseId } from '../../domain/case.ts';
import type { Brought } from './work.ts';

let server: World;
beforeAll(async () => {
	server = await world(null);
});
afterAll(() => server.end());

/** Until nothing is left, as the screen does it. */
async function bring(held: Held, id: CaseId): Promise<Brought> {
	for (;;) {
		const step = await held.team<Brought>({ ask: 'bring', id, circle: null });
		if (step.left === 0) return step;
	}
}

const shown = async (held: Held, id: CaseId) =>
	Object.entries(good(await held.session.open(id)).fields)
		.map(([path, versions]) => [path, versions.map(({ value }) => value)])
		.toSorted();

describe('a case of one’s own', { timeout: 600_000 }, () => {
	it('stays until it is asked for, then is the team’s too, with all its changes, by her', async () => {
		const awa = await founder(server);
		let id = '' as CaseId;
		const lina = await joiner(awa, 'Lina', async (held) => {
			({ id } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
			good(await held.session.edit(id, [{ path: 'note', value: 'un' }]));
			good(await held.session.edit(id, [{ path: 'note', value: 'deux' }]));
		});
		await turns(lina, awa);
		expect(await awa.labels()).toEqual(['houx']);
		expect((await lina.view()).own).toEqual([{ id, shared: null, seen: false }]);
		expect((await awa.view()).own).toEqual([]);
		const onlyHere = async () => good(await lina.session.health()).onlyHere;
		expect(await onlyHere()).toBe(3);

		const brought = await bring(lina, id);
		// Each change once: as what has not gone yet.
		expect(await onlyHere()).toBe((await lina.view()).unsent.count);
		expect(brought).toMatchObject({ said: 3, left: 0, unread: 0 });
		expect(brought.id).not.toBe(id);
		expect((await lina.view()).own).toEqual([{ id, shared: brought.id, seen: false }]);
		await turns(lina, awa);
		expect((await lina.view()).own).toEqual([{ id, shared: brought.id, seen: true }]);
		expect(await onlyHere()).toBe(0);
		expect(good(await lina.phone.exclusive(() => lina.session.onlyHere()))).toBe(0);
		expect(await shown(awa, brought.id)).toEqual(await shown(lina, id));
		// Who wrote it and when stays to be seen.
		const { member } = await lina.view();
		const times = good(await lina.session.history(id)).map(({ at }) => at);
		expect(good(await awa.session.history(brought.id)).map(({ was }) => was)).toEqual(
			times.map((at) => ({ at, member }))
		);

		// Once more: nothing is doubled, and what came since follows.
		expect((await bring(lina, id)).said).toBe(0);
		good(await lina.session.edit(id, [{ path: 'note', value: 'trois' }]));
		expect(await onlyHere()).toBe(1);
		good(await awa.session.edit(brought.id, [{ path: 'note', value: 'autre' }]));
		await turns(awa, lina);
		expect((await bring(lina, id)).said).toBe(1);
		await turns(lina, awa);
		for (const phone of [awa, lina]) {
			expect((await phone.note(brought.id)).toSorted()).toEqual(['autre', 'trois']);
			expect((await phone.view()).alarms).toEqual([]);
		}
		expect(await onlyHere()).toBe(0);
		// The same after a lock, from what is stored.
		await lina.unlock();
		expect(await onlyHere()).toBe(0);
	});

	it('is refused to a reader, and where there is nothing to bring it from or to', async () => {
		const awa = await founder(server);
		let id = '' as CaseId;
		const lina = await joiner(awa, 'Lina', async (held) => {
			({ id } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
			expect(await held.session.team({ ask: 'bring', id, circle: null })).toEqual({
				ok: false,
				error: { kind: 'no-team' }
			});
		});
		const [houx] = good(await awa.session.list());
		expect(await awa.session.team({ ask: 'bring', id: houx!.id, circle: null })).toEqual({
			ok: false,
			error: { kind: 'void' }
		});
		const { member } = await lina.view();
		await awa.team({ ask: 'changeRole', member, role: 'reader' });
		await turns(lina);
		expect(await lina.session.team({ ask: 'bring', id, circle: null })).toEqual({
			ok: false,
			error: { kind: 'reader' }
		});
	});

	it('comes whole and once, wherever it is cut, with clocks however wrong', async () => {
		const awa = await founder(server);
		const edit = fc.record({
			path: fc.constantFrom('note', 'label', 'nextAction'),
			value: fc.constantFrom('a', 'b', 'c', null),
			jump: fc.integer({ min: -1e11, max: 1e11 })
		});
		await fc.assert(
			fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.nat(60), async (edits, cut) => {
				let id = '' as CaseId;
				const lina = await joiner(awa, 'Lina', async (held) => {
					({ id } = good(await held.session.createCase([{ path: 'label', value: 'saule' }])));
					for (const { path, value, jump } of edits) {
						held.phone.now += jump;
						good(await held.session.edit(id, [{ path, value }]));
					}
				});
				const old = await shown(lina, id);
				const changes = good(await lina.session.history(id)).length;
				let left = cut;
				const step: Step = () => {
					if (left-- === 0) throw new Error('the phone is off');
				};
				// The disk dies somewhere on the way.
				try {
					const dying = lina.tab(good(await entered(lina.phone, { net: lina.net, step })));
					await dying.session.team({ ask: 'bring', id, circle: null });
				} catch {
					// As it should.
				}
				left = -1;
				await lina.unlock();
				const { id: to } = await bring(lina, id);
				await turns(lina, awa);
				expect(await shown(awa, to)).toEqual(old);
				expect(good(await awa.session.history(to))).toHaveLength(changes);
			}),
			{ numRuns: 6, interruptAfterTimeLimit: 60_000 }
		);
	});
});
