/** Two answers to one field: one kept, the other in the note; nothing lost, nothing cut. On the real vault, between two phones of a team. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { good } from '../../../tests/faults/phone.ts';
import { world, type World } from '../../../tests/server/world.ts';
import { founder, joiner, turns } from '../../../tests/support/held.ts';
import { NOTE_MAX, type FieldValue } from '../domain/case.ts';
import { keepBoth, mayBeNoted } from './both.ts';
import { GROUPS } from './fields.ts';
import { conflictOf, valueOf, type Fields } from './values.ts';

const versions = (...values: FieldValue[]) => values.map((value, n) => ({ id: `x.${n}.0`, value, at: n, device: 'x' }));

describe('both answers', () => {
	const fields: Fields = { where: versions('france', 'abroad'), note: versions('un') };

	it('are one that is kept over all, and a line after what the note says', () => {
		expect(keepBoth(fields, 'where', { value: 'france' }, ['deux', 'trois'])).toEqual({
			ok: true,
			value: [
				{ path: 'where', value: 'france', over: ['x.0.0', 'x.1.0'] },
				{ path: 'note', value: 'un\ndeux\ntrois', over: ['x.0.0'] }
			]
		});
	});

	it('are refused whole where the note has no room or is disputed itself', () => {
		const full = { ...fields, note: versions('a'.repeat(NOTE_MAX - 4)) };
		expect(keepBoth(full, 'where', { value: 'france' }, ['deux'])).toEqual({ ok: false, error: 'note-full' });
		expect(keepBoth(full, 'where', { value: 'france' }, ['six']).ok).toBe(true);
		const disputed = { ...fields, note: versions('un', 'deux') };
		expect(keepBoth(disputed, 'where', { value: 'france' }, ['six'])).toEqual({ ok: false, error: 'note-disputed' });
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
		good(
			await awa.session.edit(id, good(keepBoth(fields, 'stillExposed', { value: 'no' }, ['Danger : oui, par Lina'])))
		);
		await turns(awa, lina);
		for (const phone of [awa, lina]) {
			const after = good(await phone.session.open(id)).fields;
			expect(conflictOf(after, 'stillExposed')).toEqual([]);
			expect(valueOf(after, 'stillExposed')).toBe('no');
			expect(await phone.note(id)).toEqual(['Danger : oui, par Lina']);
		}
	});
});
