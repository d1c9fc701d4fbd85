/** Typing into a case on the real vault: two tabs on one phone, a phone that dies, a disk that is full. */
import { describe, expect, it } from 'vitest';
import {
	createdOn,
	good,
	newPhone,
	openTab,
	passphrase,
	type Phone,
	type Step
} from '../../../../tests/faults/phone.ts';
import { conflictOf, createCase, NEW, startingEdits, valueOf } from '../../casework/index.ts';
import type { CaseId } from '../../domain/case.ts';
import { civilDate } from '../../domain/civil-date.ts';
import type { Core } from '../../vault/core.ts';
import type { VaultEvent } from '../../vault/types.ts';
import { CaseFile } from './case-file.svelte.ts';
import { NewCase } from './new-case.svelte.ts';
import type { FormVault } from './form.svelte.ts';

const TODAY = civilDate('2026-11-24');
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

class Tab {
	readonly core: Core;
	readonly vault: FormVault;
	#listeners = new Set<(event: VaultEvent) => void>();

	constructor(core: Core) {
		this.core = core;
		const session = () => {
			if (!core.session) throw new Error('locked');
			return core.session;
		};
		this.vault = {
			list: () => session().list(),
			open: (id) => session().open(id),
			createCase: (edits) => session().createCase(edits),
			edit: (id, edits) => session().edit(id, edits),
			history: (id) => session().history(id),
			saveDraft: (scope, edits) => session().saveDraft(scope, edits),
			loadDraft: (scope) => session().loadDraft(scope),
			dropDraft: (scope) => session().dropDraft(scope),
			settings: () => session().settings(),
			subscribe: (listener) => {
				this.#listeners.add(listener);
				return () => this.#listeners.delete(listener);
			}
		};
	}

	/** As the other tab's Worker tells it. */
	async hears(id: CaseId): Promise<void> {
		for (const listener of this.#listeners) listener({ kind: 'changed', id });
		await this.vault.list();
		await this.vault.list();
	}
}

async function phoneWithCase(): Promise<{ phone: Phone; tab: Tab; id: CaseId }> {
	const phone = newPhone();
	const tab = new Tab(await createdOn(phone));
	const edits = [...startingEdits(TODAY), { path: 'note', value: 'un' }];
	const { id } = good(await createCase({ vault: tab.vault, random, today: () => TODAY }, edits));
	return { phone, tab, id };
}

async function anotherTab(phone: Phone, step?: Step): Promise<Tab> {
	const core = openTab(phone, step ? { step } : {});
	good(await core.unlock(passphrase(), () => undefined));
	return new Tab(core);
}

async function opened(tab: Tab, id: CaseId): Promise<CaseFile> {
	const file = new CaseFile(tab.vault, id);
	await file.load();
	return file;
}

describe('a field', () => {
	it('is saved when it is left, and says so only then', async () => {
		const { tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		file.type('note', ' deux ');
		expect(file.isUnsaved('note')).toBe(true);
		const saving = file.save(['note']);
		expect(file.mark('note')).toEqual({ kind: 'saving' });
		await saving;
		expect(file.mark('note')).toEqual({ kind: 'saved' });
		expect(file.value('note')).toBe('deux');
		expect(file.unsaved).toEqual([]);
	});

	it('that goes on being typed while it is saved stays unsaved, and makes no conflict with itself', async () => {
		const { tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		file.type('note', 'deux');
		const saving = file.save(['note']);
		file.type('note', 'deux et trois');
		await saving;
		expect(file.value('note')).toBe('deux et trois');
		expect(file.isUnsaved('note')).toBe(true);
		await file.save();
		expect(conflictOf(file.fields, 'note')).toEqual([]);
		expect(valueOf(file.fields, 'note')).toBe('deux et trois');
	});

	it('that is too long is refused, and keeps every letter', async () => {
		const { tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		file.type('label', 'x'.repeat(41));
		await file.save();
		expect(file.mark('label')).toEqual({ kind: 'refused', error: { kind: 'limit', path: 'label' } });
		expect(file.value('label')).toBe('x'.repeat(41));
		expect(valueOf(file.fields, 'label')).toBeNull();
	});

	it('one that is refused does not hold back the others', async () => {
		const { tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		file.type('label', 'x'.repeat(41));
		file.type('note', 'deux');
		await file.save();
		expect(valueOf(file.fields, 'note')).toBe('deux');
		expect(file.unsaved.map(({ path }) => path)).toEqual(['label']);
	});
});

describe('another tab', () => {
	it('refreshes what is not being touched, and leaves what is under the cursor', async () => {
		const { phone, tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		const other = await opened(await anotherTab(phone), id);
		file.hold('note');
		other.type('note', 'deux');
		other.type('owner', 'Lina');
		await other.save();
		await tab.hears(id);
		expect(file.value('owner')).toBe('Lina');
		expect(file.value('note')).toBe('un');
		file.release('note');
		expect(file.value('note')).toBe('deux');
	});

	it('that wrote the same field meanwhile keeps its value beside this one', async () => {
		const { phone, tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		const other = await opened(await anotherTab(phone), id);
		file.type('note', 'trois');
		other.type('note', 'deux');
		await other.save();
		await tab.hears(id);
		expect(file.value('note')).toBe('trois');
		await file.save();
		expect(
			conflictOf(file.fields, 'note')
				.map(({ value }) => value)
				.sort()
		).toEqual(['deux', 'trois']);
	});
});

describe('a phone that dies', () => {
	it('gives back what was typed, over the values it was typed over', async () => {
		const { phone, tab, id } = await phoneWithCase();
		const file = await opened(tab, id);
		file.type('note', 'un et dem');
		await file.flushDraft();

		const again = await opened(await anotherTab(phone), id);
		expect(again.restored).toBe(true);
		expect(again.value('note')).toBe('un et dem');
		expect(valueOf(again.fields, 'note')).toBe('un');
		await again.save();
		expect(again.restored).toBe(false);
		expect(conflictOf(again.fields, 'note')).toEqual([]);
		expect(good(await tab.vault.loadDraft(id)).edits).toEqual([]);
	});

	it('gives back what was typed in another version of the form: what has no place is in the note, told and not lost', async () => {
		const { phone, tab, id } = await phoneWithCase();
		await tab.vault.saveDraft(id, [
			{ path: 'housing', value: 'foyer de nuit' },
			{ path: 'stay', value: 'a-permit-of-2031' },
			{ path: 'label', value: 'Saul' }
		]);
		const again = await opened(await anotherTab(phone), id);
		expect(again.restored).toBe(true);
		expect(again.value('label')).toBe('Saul');
		expect(again.value('note')).toBe('un\nhousing = foyer de nuit\nstay = a-permit-of-2031');
		expect(again.migrated?.left.map(({ path }) => path)).toEqual(['housing', 'stay']);
		expect(valueOf(again.fields, 'note')).toBe('un');
		// Looked at and left: the draft is of the form of today now, and says the same.
		await again.flushDraft();
		const third = await opened(await anotherTab(phone), id);
		expect(third.migrated).toBeNull();
		expect(third.value('note')).toBe(again.value('note'));
		await third.save();
		expect(valueOf(third.fields, 'note')).toBe('un\nhousing = foyer de nuit\nstay = a-permit-of-2031');
		expect(good(await tab.vault.loadDraft(id)).edits).toEqual([]);
	});

	it('gives back a case that was being made, with the screening it began with', async () => {
		const { phone, tab } = await phoneWithCase();
		const screening = {
			version: 'reperage-1.0',
			date: '2026-11-24',
			outcome: 'R2',
			elements: [],
			minorRule: false,
			danger: false,
			procuring: true,
			purposes: [],
			concern: true
		} as const;
		const desk = { vault: tab.vault, random, today: () => TODAY };
		const begun = new NewCase(desk, { screening: { ...screening, elements: [], purposes: [] } });
		await begun.begin();
		begun.type('label', 'Saul');
		await begun.flushDraft();

		const other = await anotherTab(phone);
		const again = new NewCase({ ...desk, vault: other.vault }, {});
		await again.begin();
		expect(again.value('label')).toBe('Saul');
		expect(again.value('screening')).toEqual(screening);
		const saved = good(await again.save());
		if (!saved) throw new Error('refused');
		const { fields } = good(await other.vault.open(saved));
		expect(valueOf(fields, 'procuring')).toBe('yes');
		expect(good(await other.vault.loadDraft(NEW)).edits).toEqual([]);
	});
});

describe('a case that is being made', () => {
	it('asks whether it is the same person when a draft waits and something else is handed over', async () => {
		const { tab } = await phoneWithCase();
		await tab.vault.saveDraft(NEW, [{ path: 'label', value: 'Aulne' }]);
		const permit = { facts: { nationality: 'NG' }, date: '2026-11-24', ruleSet: '1', outcomes: [] };
		const desk = { vault: tab.vault, random, today: () => TODAY };
		const same = new NewCase(desk, { permit });
		await same.begin();
		expect([same.mustChoose, same.begun]).toEqual([true, false]);
		same.takeUpDraft();
		expect([same.value('label'), same.value('citizenships')]).toEqual(['Aulne', ['NG']]);

		const other = new NewCase(desk, { permit });
		await other.begin();
		other.startAnew();
		expect([other.value('label'), other.value('citizenships')]).toEqual([null, ['NG']]);
	});

	it('leaves no draft when nothing was typed', async () => {
		const { tab } = await phoneWithCase();
		const form = new NewCase({ vault: tab.vault, random, today: () => TODAY }, {});
		await form.begin();
		await form.flushDraft();
		expect(good(await tab.vault.loadDraft(NEW)).edits).toEqual([]);
		expect(form.value('caseStatus')).toBe('active');
	});
});

describe('a full disk', () => {
	it('keeps the text on the screen, says why, and saves once there is room', async () => {
		const { phone, id } = await phoneWithCase();
		let full = false;
		const tab = await anotherTab(phone, (_, where) => {
			if (full && where.startsWith('before put')) throw new DOMException('no room', 'QuotaExceededError');
		});
		const file = await opened(tab, id);
		full = true;
		file.type('note', 'deux');
		await file.save();
		expect(file.mark('note')).toEqual({ kind: 'refused', error: { kind: 'storage-full' } });
		expect(file.value('note')).toBe('deux');
		file.type('note', 'deux et trois');
		await file.flushDraft();
		expect(file.draftError).toEqual({ kind: 'storage-full' });
		full = false;
		await file.save();
		expect(file.mark('note')).toEqual({ kind: 'saved' });
		expect(file.draftError).toBeNull();
		expect(valueOf(file.fields, 'note')).toBe('deux et trois');
	});
});
