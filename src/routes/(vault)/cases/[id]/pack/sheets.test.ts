import { describe, expect, it } from 'vitest';
import type { Fields } from '$lib/casework';
import { readCatalogs } from '../../../../../tools/catalogs.ts';
import { coverOf, partsOf, type Chosen } from './sheets.ts';

/** Spaces that do not break are spaces, here. */
const catalogs = readCatalogs('messages', 'fr');
const t = (key: string, { values = {} }: { values?: Record<string, string | number> } = {}) =>
	(catalogs.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
const is = (value: string | object) => [{ id: 'x.1', value: value as string, at: 1, device: 'x' }];
const fields: Fields = {
	givenName: is('Awa'),
	familyName: is('Konaté'),
	filing: is({ track: 'first' }),
	papers: is([
		{ rule: 'LAW-DOCS-BIRTH', state: 'have' },
		{ rule: 'LAW-DOCS-ID', state: 'impossible', note: 'carte consulaire' },
		{ rule: 'LAW-DOCS-ADDRESS', state: 'have', until: '2026-01-01' }
	]),
	complaint: is('filed'),
	complaintMonth: is('2026-03')
};
const nothing: Chosen = { names: false, checklist: false, chronology: false, letters: [], files: [] };
const all: Chosen = { ...nothing, names: true, checklist: true, chronology: true, letters: ['first', 'paper'] };

function said(chosen: Chosen): string {
	const parts = partsOf(t, fields, { first: 'Mes mots.' }, chosen, '2026-11-24');
	const starts = parts.map((_, n) => n + 2);
	return [coverOf(t, fields, chosen, parts, starts, []), ...parts.map(({ section }) => section)]
		.flat()
		.map(({ text }) => text)
		.join('\n')
		.replaceAll(/[\u00a0\u202f]/g, ' ');
}

describe('the sheets of a pack', () => {
	it('have a name only where it is ticked, on the cover and in each letter', () => {
		expect(said(all).match(/Awa Konaté/g)).toHaveLength(3);
		for (const chosen of [nothing, { ...all, names: false }]) expect(said(chosen)).not.toMatch(/Awa|Konaté/);
	});

	it('are those that are ticked, in one order, each with its page on the cover', () => {
		const parts = partsOf(t, fields, {}, all, '2026-11-24');
		expect(parts.map(({ part }) => part)).toEqual(['papers', 'letter', 'letter', 'chronology']);
		expect(said(all)).toMatch(/Liste des pièces : page 2\n.*L425-1.* : page 3\n.* : page 4\nDates : page 5/);
		expect(partsOf(t, fields, {}, nothing, '2026-11-24')).toEqual([]);
	});

	it('say of each paper whether it is here, what stands in for it, and that one that is too old is missing', () => {
		expect(said(all)).toContain('[x] Acte de naissance');
		expect(said(all)).toMatch(/\[x\] Passeport.* : à la place, carte consulaire/);
		expect(said(all)).toMatch(/\[ {2}\] Justificatif de domicile : manque/);
	});

	it('have the letters as they were changed, else as they are proposed', () => {
		expect(said(all)).toContain('Mes mots.');
		expect(said(all)).toContain(t('letters.body.paper').split('\n\n')[0]);
		expect(said(all)).not.toContain(t('letters.body.first').split('\n\n')[1]);
	});
});
