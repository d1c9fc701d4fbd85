import { describe, expect, it } from 'vitest';
import { FORM_VERSION, NOTE_MAX } from '$lib/domain/case';
import type { Edit } from '$lib/vault';
import { FORM, notedOf, openDraft, type Form } from './open-draft.ts';

const edit = (path: string, value: Edit['value']): Edit => ({ path, value, over: ['a'] });

/** A form of later: a field was renamed in the second version, and split in the third. */
const LATER: Form = {
	version: FORM_VERSION + 2,
	migrations: [
		{
			to: FORM_VERSION + 1,
			edit: (typed) => [typed.path === 'label' ? { ...typed, path: 'marker' } : typed]
		},
		{
			to: FORM_VERSION + 2,
			edit: (typed) =>
				typed.path === 'marker'
					? [
							{ ...typed, path: 'marker' },
							{ ...typed, path: 'markerSaid', over: [] }
						]
					: [typed]
		}
	],
	hasPlace: (path) => ['marker', 'markerSaid', 'note'].includes(path)
};

describe('a draft', () => {
	it('of the form of today is as it was typed, finished or not', () => {
		const edits = [
			edit('label', 'Aul'),
			edit('nextDate', '2026-1'),
			edit('purposes', ['sexual']),
			edit('ageEstimated', true),
			edit('languages', ['fr']),
			edit('referrals', [{ to: 'lawyer' }]),
			edit('referrals.item', { note: 'à fin' }),
			edit('eraseOn', null)
		];
		expect(openDraft({ form: FORM_VERSION, edits })).toEqual({ edits, moved: [], left: [] });
	});

	it('goes through every form since, and says what has moved', () => {
		const opened = openDraft({ form: FORM_VERSION, edits: [edit('label', 'Aulne'), edit('note', 'à finir')] }, LATER);
		expect(opened.edits.map(({ path, value }) => [path, value])).toEqual([
			['marker', 'Aulne'],
			['markerSaid', 'Aulne'],
			['note', 'à finir']
		]);
		expect(opened.moved).toEqual([{ from: 'label', to: ['marker', 'markerSaid'] }]);
		expect(opened.left).toEqual([]);
		// Of the second version, the first migration is behind it.
		expect(openDraft({ form: FORM_VERSION + 1, edits: [edit('label', 'Aulne')] }, LATER).left).toHaveLength(1);
	});

	it('keeps what has no place as a note, word for word, and drops nothing but what was empty', () => {
		const opened = openDraft(
			{
				form: FORM_VERSION + 1,
				edits: [
					edit('housing', 'foyer'),
					edit('stay', 'a-permit-of-2031'),
					edit('purposes', ['sexual', 'organs']),
					edit('height', 170),
					edit('gone', null),
					edit('label', 'Aulne')
				]
			},
			FORM
		);
		expect(opened.edits.map(({ path }) => path)).toEqual(['label']);
		expect(opened.moved).toEqual([]);
		expect(notedOf(opened.left)).toBe(
			'housing = foyer\nstay = a-permit-of-2031\npurposes = sexual, organs\nheight = 170'
		);
		expect(notedOf(opened.left).length).toBeLessThan(NOTE_MAX);
	});
});
