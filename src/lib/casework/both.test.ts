/** Two answers to one field: one kept, the other in a note; nothing lost, nothing cut. On the real vault, between two phones of a team. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { good } from '../../../tests/faults/phone.ts';
import { world, type World } from '../../../tests/server/world.ts';
import { founder, joiner, turns } from '../../../tests/support/held.ts';
import { fits, NOTE_MAX, type FieldValue } from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import { keepBoth, mayBeNoted } from './both.ts';
import { GROUPS } from './fields.ts';
import { notesOf } from './follow-up.ts';
import { conflictOf, valueOf, type Fields } from './values.ts';

const versions = (...values: FieldValue[]) => values.map((value, n) => ({ id: `x.${n}.0`, value, at: n, device: 'x' }));

const TODAY = civilDate('2026-12-01');
const SAID = 'Danger : oui, par Lina';
const random = (length: number) => new Uint8Array(length);

describe('both answers', () => {
	const fields: Fields = { where: versions('france', 'abroad') };

	it('are one that is kept over all, and the others in a note of their own', () => {
		const kept = good(keepBoth(fields, 'where', { value: 'france' }, ['deux', 'trois'], random));
		expect(kept).toEqual([
			{ path: 'where', value: 'france', over: ['x.0.0', 'x.1.0'] },
			{ path: 'notes.AAAAAAAAAAAAAAAAAAAAAA.kind', value: 'note' },
			{ path: 'notes.AAAAAAAAAAAAAAAAAAAAAA.text', value: 'deux\ntrois' }
		]);
		expect(kept.every(({ path, value }) => fits(path, value))).toBe(true);
	});

	it('are refused whole where a note would have to be cut', () => {
		const noted = (length: number) => keepBoth(fields, 'where', { value: 'france' }, ['a'.repeat(length)], random);
		expect(noted(NOTE_MAX).ok).toBe(true);
		expect(noted(NOTE_MAX + 1)).toEqual({ ok: false, error: 'too-long' });
	});

	it('never take a name, a birth date, a contact or an agreement into the note', () => {
		const noted = GROUPS.flatMap((group) => group.fields).filter(mayBeNoted);
		const names = noted.map(({ name }) => name);
		for (const name of ['givenName', 'familyName', 'birthDate', 'safeContact', 'consents', 'note', 'dates'])
			expect(names).not.toContain(name);
		expect(names).toContain('stillExposed');
	});
});

describe('two phones', { timeout: 60_000 }, () => {
	let server: World;
	beforeAll(async () => {
		server = await world(null);
	}, 60_000);
	afterAll(() => server.end());

	it('show the cautious answer until one of them keeps both, and then the same', async () => {
		const awa = await founder(server);
		const lina = await joiner(awa, 'Lina');
		const { id } = good(await awa.session.createCase([{ path: 'label', value: 'orme' }]));
		await turns(awa, lina);
		good(await lina.session.edit(id, [{ path: 'stillExposed', value: 'yes' }]));
		good(await awa.session.edit(id, [{ path: 'stillExposed', value: 'no' }]));
		await turns(awa, lina);
		for (const phone of [awa, lina]) {
			const { fields } = good(await phone.session.open(id));
			expect(conflictOf(fields, 'stillExposed')).toHaveLength(2);
			expect(valueOf(fields, 'stillExposed')).toBe('yes');
		}
		const { fields } = good(await awa.session.open(id));
		good(await awa.session.edit(id, good(keepBoth(fields, 'stillExposed', { value: 'no' }, [SAID], random))));
		await turns(awa, lina);
		for (const phone of [awa, lina]) {
			const after = good(await phone.session.open(id)).fields;
			expect(conflictOf(after, 'stillExposed')).toEqual([]);
			expect(valueOf(after, 'stillExposed')).toBe('no');
			expect(notesOf(after, () => TODAY).map(({ texts }) => texts.map(({ value }) => value))).toEqual([[SAID]]);
		}
	});
});
