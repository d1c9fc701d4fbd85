import { describe, expect, it } from 'vitest';
import { rowKeys, sealRowValue } from '$lib/crypto/row';
import { createSlots } from '$lib/crypto/slots';
import { FLOOR } from '$lib/crypto/kdf-cost';
import { FORM_VERSION } from '$lib/domain/case';
import { good } from '../../../tests/faults/phone.ts';
import { databaseDisk } from '../../../tests/support/disks.ts';
import { loadDraft, saveDraft } from './drafts.ts';
import type { Place } from './reader.ts';

async function place(): Promise<Place> {
	const { opened } = await createSlots(new TextEncoder().encode('un deux'), FLOOR);
	return { store: databaseDisk().open(), container: 0, keys: await rowKeys(opened.vaultKey) };
}
const edits = [{ path: 'note', value: 'à finir' }];

describe('a draft on the disk', () => {
	it('names the form it was typed in', async () => {
		const here = await place();
		good(await saveDraft(here, 'new', edits));
		expect(good(await loadDraft(here, 'new'))).toEqual({ form: FORM_VERSION, edits });
	});

	it.each([
		['of before forms were named', { v: 1, edits }, { form: 1, edits }],
		['of a later version that was gone back from', { v: 3, form: 7, edits, besides: 'x' }, { form: 7, edits }],
		['that is none', { v: 2, edits: 'x' }, { form: FORM_VERSION, edits: [] }]
	])('%s is read', async (_, stored, read) => {
		const here = await place();
		good(await here.store.put(0, [await sealRowValue(here.keys, 'draft', 'new', stored)]));
		expect(good(await loadDraft(here, 'new'))).toEqual(read);
	});
});
