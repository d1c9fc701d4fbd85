/** The use-cases on the real vault, over an IndexedDB in memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createdOn, good, newPhone } from '../../../tests/faults/phone.ts';
import { civilDate } from '../domain/civil-date.ts';
import type { Session } from '../vault/session.ts';
import type { ScreeningRecord } from '../screening/index.ts';
import { createCase, NEW, openCase, saveFields, startingEdits, type Desk } from './cases.ts';
import { freshCode } from './code.ts';
import { recordPermit, replayFacts, readPermit, type PermitResult } from './permit.ts';
import { readScreening, recordScreening, screeningEdits } from './screening.ts';
import { conflictOf, idsOf, valueOf } from './values.ts';

const TODAY = civilDate('2026-11-24');
const drawn = (length: number) => crypto.getRandomValues(new Uint8Array(length));

async function desk(random = drawn): Promise<Desk & { vault: Session }> {
	const core = await createdOn(newPhone());
	if (!core.session) throw new Error('not unlocked');
	return { vault: core.session, random, today: () => TODAY };
}

const screening: ScreeningRecord = {
	version: 'reperage-1.0',
	date: '2026-11-20',
	outcome: 'R1',
	elements: ['act', 'purpose'],
	minorRule: true,
	danger: true,
	procuring: true,
	purposes: ['sexual'],
	concern: false
};

const permit: PermitResult = {
	facts: {
		today: '2026-11-24',
		nationality: 'NG',
		birthDate: '2001-05-17',
		exploitation: 'crime',
		complaint: true,
		factsInFrance: true
	},
	date: '2026-11-24',
	ruleSet: '2026.1',
	outcomes: [
		{ id: 'card', status: 'possible' },
		{ id: 'shelter', status: 'met' }
	],
	lawyerAdvised: true
};

describe('a new case', () => {
	it('has a fresh code, the fixed category and what it started from, and drops its draft', async () => {
		const at = await desk();
		await at.vault.saveDraft(NEW, [{ path: 'label', value: 'Lil' }]);
		const state = good(await createCase(at, [...startingEdits(TODAY), { path: 'label', value: 'Lilas' }]));
		expect(valueOf(state.fields, 'code')).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
		expect(valueOf(state.fields, 'label')).toBe('Lilas');
		expect(valueOf(state.fields, 'eraseOn')).toBe('2028-11-24');
		expect(valueOf(state.fields, 'openedMonth')).toBe('2026-11');
		expect(good(await at.vault.loadDraft(NEW)).edits).toEqual([]);
		expect(good(await at.vault.list()).map(({ label }) => label)).toEqual(['Lilas']);
	});

	it('never takes the code of another, even when chance draws it again', async () => {
		let draws = 0;
		const at = await desk((length) => new Uint8Array(length).fill(draws++ < 2 ? 7 : 8));
		const first = good(await createCase(at, startingEdits(TODAY)));
		const second = good(await createCase(at, startingEdits(TODAY)));
		expect(valueOf(first.fields, 'code')).not.toBe(valueOf(second.fields, 'code'));
	});

	it('is refused whole when one value does not fit, and its draft stays', async () => {
		const at = await desk();
		await at.vault.saveDraft(NEW, [{ path: 'label', value: 'x'.repeat(41) }]);
		const refused = await createCase(at, [{ path: 'label', value: 'x'.repeat(41) }]);
		expect(refused).toEqual({ ok: false, error: { kind: 'limit', path: 'label' } });
		expect(good(await at.vault.list())).toEqual([]);
		expect(good(await at.vault.loadDraft(NEW)).edits).toHaveLength(1);
	});
});

describe('the code', () => {
	it('uses each of its 32 signs, and draws again while it is taken', () => {
		const signs = new Set(
			Array.from({ length: 32 }, (_, byte) => freshCode((length) => new Uint8Array(length).fill(byte), new Set())[0])
		);
		expect(signs.size).toBe(32);
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
				const first = freshCode(() => bytes, new Set());
				const draws = [bytes, new Uint8Array(8)];
				const next = freshCode(() => draws.shift() ?? new Uint8Array(8).fill(1), new Set([first]));
				expect(next).not.toBe(first);
			})
		);
	});
});

describe('fields', () => {
	it('saved over the values that were seen keep what somebody else wrote meanwhile', async () => {
		const at = await desk();
		const { id, fields } = good(await createCase(at, [{ path: 'note', value: 'un' }]));
		const seen = idsOf(fields, 'note');
		good(await saveFields(at.vault, id, [{ path: 'note', value: 'deux', over: seen }]));
		const both = good(await saveFields(at.vault, id, [{ path: 'note', value: 'trois', over: seen }]));
		expect(conflictOf(both.fields, 'note').map(({ value }) => value)).toEqual(['trois', 'deux']);
		const settled = good(
			await saveFields(at.vault, id, [{ path: 'note', value: 'tous', over: idsOf(both.fields, 'note') }])
		);
		expect(conflictOf(settled.fields, 'note')).toEqual([]);
		expect(valueOf(settled.fields, 'note')).toBe('tous');
	});

	it('show the more cautious answer of a safety field while two stand', async () => {
		const at = await desk();
		const { id } = good(await createCase(at, [{ path: 'stillExposed', value: 'yes' }]));
		const both = good(await saveFields(at.vault, id, [{ path: 'stillExposed', value: 'no', over: [] }]));
		expect(valueOf(both.fields, 'stillExposed')).toBe('yes');
	});

	it('come back with the draft that was left over them', async () => {
		const at = await desk();
		const { id } = good(await createCase(at, [{ path: 'note', value: 'un' }]));
		await at.vault.saveDraft(id, [{ path: 'note', value: 'un et dem', over: ['a'] }]);
		const opened = good(await openCase(at.vault, id));
		expect(opened.draft.edits).toEqual([{ path: 'note', value: 'un et dem', over: ['a'] }]);
		expect(valueOf(opened.state.fields, 'note')).toBe('un');
	});
});

describe('a screening kept in a case', () => {
	it('is its outcome, and answers only the fields that are empty', async () => {
		const at = await desk();
		const state = good(await createCase(at, [{ path: 'purposes', value: ['begging'] }]));
		const kept = good(await recordScreening(at.vault, state, screening));
		expect(readScreening(valueOf(kept.fields, 'screening'))).toEqual(screening);
		expect(valueOf(kept.fields, 'purposes')).toEqual(['begging']);
		expect(valueOf(kept.fields, 'procuring')).toBe('yes');
		expect(valueOf(kept.fields, 'minorAtFirstContact')).toBe('doubt');
	});

	it('says nothing where nothing was found', () => {
		const nothing = { ...screening, minorRule: false, procuring: false, purposes: [] };
		expect(screeningEdits(nothing).map(({ path }) => path)).toEqual(['screening']);
	});
});

describe('a permit result kept in a case', () => {
	it('leaves out the day of birth unless it is ticked, and keeps that a lawyer was advised', async () => {
		const at = await desk();
		const state = good(await createCase(at, [{ path: 'label', value: 'Saule' }]));
		const without = good(await recordPermit(at.vault, state, permit, { birthDate: false }));
		expect(valueOf(without.fields, 'permit')).toEqual({
			facts: { nationality: 'NG', birthDate: '2001-05', exploitation: 'crime', complaint: true, factsInFrance: true },
			date: '2026-11-24',
			ruleSet: '2026.1',
			outcomes: permit.outcomes,
			lawyerAdvised: true
		});
		const ticked = good(await recordPermit(at.vault, without, permit, { birthDate: true }));
		expect(valueOf(ticked.fields, 'permit')).toMatchObject({
			facts: { birthDate: '2001-05-17' }
		});
	});

	it('answers the fields of the case that are empty, in the words of the case', async () => {
		const at = await desk();
		const state = good(await createCase(at, [{ path: 'complaint', value: 'considering' }]));
		const { fields } = good(await recordPermit(at.vault, state, permit, { birthDate: false }));
		expect(valueOf(fields, 'citizenships')).toEqual(['NG']);
		expect(valueOf(fields, 'purposes')).toEqual(['criminal']);
		expect(valueOf(fields, 'where')).toBe('france');
		expect(valueOf(fields, 'complaint')).toBe('considering');
	});

	it('hands its facts back to the interview, or says that it cannot', async () => {
		const at = await desk();
		const state = good(await createCase(at, [{ path: 'label', value: 'Saule' }]));
		const { fields } = good(await recordPermit(at.vault, state, permit, { birthDate: true }));
		const record = readPermit(valueOf(fields, 'permit'));
		expect(record && replayFacts(record)).toEqual({
			nationality: 'NG',
			birthDate: '2001-05-17',
			exploitation: 'crime',
			complaint: true,
			factsInFrance: true
		});
		expect(record && replayFacts({ ...record, facts: { gone: true } })).toBeNull();
	});
});
