/** Every outcome in every status it can take: one case each, which `docs/law.md` repeats as a table. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/lib/law/facts.ts';
import { OUTCOME_IDS, STATUSES, type OutcomeId, type Status } from '../../src/lib/law/types.ts';
import { AWA, law, LINA, MEI } from './scene.ts';
import './matchers.ts';

const MINOR = { ...AWA, birthDate: '2010-01-15', wantsWorkOrTraining: true } as const satisfies Facts;
const RECOGNISED = { nationality: 'ML', familyOfEU: false, recognisedVictimAsMinor: true } as const satisfies Facts;
const OQTF = { oqtfNotifiedDate: '2026-11-20', confinement: 'none' } as const satisfies Facts;
const HOUSED = { ...AWA, complaintOffence: 'housing-225-14' } as const satisfies Facts;
const CONVICTED = { ...LINA, proceedings: 'final-conviction', lawfulStay: true } as const satisfies Facts;
const NOBODY = {} as const satisfies Facts;

const CASES: readonly (readonly [OutcomeId, Status, string, Facts])[] = [
	['safety', 'met', 'danger now', { dangerNow: true }],
	['safety', 'possible', 'danger not asked', NOBODY],
	['minor', 'met', 'born sixteen years ago', { birthDate: '2010-01' }],
	['minor', 'possible', 'age not known', { birthDate: null, ageDoubt: true }],
	['minor-16', 'met', 'sixteen, complaint, wants to work', MINOR],
	['minor-16', 'possible', 'sixteen, wish to work not asked', { ...MINOR, wantsWorkOrTraining: null }],
	['minor-16', 'missing', 'sixteen, does not want to work', { ...MINOR, wantsWorkOrTraining: false }],
	['minor-16', 'blocked', 'sixteen, Romanian', { ...MINOR, nationality: 'RO' }],
	['age-18', 'met', 'recognised while a minor, eighteen in a month', { ...RECOGNISED, birthDate: '2008-12-20' }],
	[
		'age-18',
		'possible',
		'recognition not asked',
		{ ...RECOGNISED, recognisedVictimAsMinor: null, birthDate: '2008-12-20' }
	],
	['age-18', 'late', 'eighteen three months ago', { ...RECOGNISED, birthDate: '2008-08-20' }],
	['age-18', 'blocked', 'recognised, Bulgarian', { ...RECOGNISED, nationality: 'BG', birthDate: '2008-12-20' }],
	['french', 'met', 'French', { nationality: 'FR' }],
	['french', 'possible', 'nationality not asked', NOBODY],
	['eu-path', 'met', 'Norwegian', { nationality: 'NO' }],
	[
		'eu-path',
		'possible',
		'family of a European who is the exploiter',
		{ nationality: 'NG', familyOfEU: true, euRelativeIsExploiter: true }
	],
	['algeria-lawyer', 'met', 'Algerian', { nationality: 'DZ' }],
	['algeria-lawyer', 'possible', 'nationality not asked', NOBODY],
	['appeal', 'met', 'order served four days ago', OQTF],
	['appeal', 'possible', 'four days ago, place of holding not known', { ...OQTF, confinement: null }],
	['appeal', 'late', 'order served two months ago', { ...OQTF, oqtfNotifiedDate: '2026-09-20' }],
	['silence', 'met', 'complete file, five months', { applicationDate: '2026-06-20', applicationComplete: true }],
	['silence', 'possible', 'five months, completeness not known', { applicationDate: '2026-06-20' }],
	['silence', 'missing', 'complete file, two months', { applicationDate: '2026-09-20', applicationComplete: true }],
	[
		'reflection-running',
		'met',
		'receipt twelve days ago',
		{ reflection: 'running', reflectionReceiptDate: '2026-11-13' }
	],
	['reflection-running', 'possible', 'day of the receipt not known', { reflection: 'running' }],
	[
		'reflection-running',
		'late',
		'receipt two months ago',
		{ reflection: 'running', reflectionReceiptDate: '2026-09-20' }
	],
	['renew-late', 'late', 'card ends in seven weeks', { ...LINA, titleExpiry: '2027-01-15' }],
	['card', 'met', 'all conditions', AWA],
	['card', 'possible', 'links not known', { ...AWA, linksBroken: null }],
	['card', 'missing', 'links not broken', { ...AWA, linksBroken: false }],
	['card', 'blocked', 'facts wholly abroad by foreigners', { ...AWA, factsInFrance: false, frenchAuthor: false }],
	['risk', 'met', 'an order not complied with', { ...AWA, oqtfNotComplied: true }],
	['risk', 'possible', 'listed offences not asked', { ...AWA, listedOffences: null }],
	['not-yet', 'met', 'no complaint, no testimony', MEI],
	['not-yet', 'possible', 'testimony not asked', { ...MEI, testimony: null }],
	['requalify', 'met', 'complaint for unpaid work', { ...AWA, complaintOffence: 'other' }],
	['requalify', 'possible', 'offence of the complaint not known', { ...AWA, complaintOffence: null }],
	['housing', 'met', 'complaint for undignified housing', HOUSED],
	['housing', 'possible', 'offence of the complaint not known', { ...AWA, complaintOffence: null }],
	['housing', 'missing', 'a decision speaks of public order', { ...HOUSED, threatToPublicOrder: true }],
	['housing', 'blocked', 'undignified housing, Polish', { ...HOUSED, nationality: 'PL' }],
	['renew', 'met', 'card, someone prosecuted', LINA],
	['renew', 'possible', 'stage of the proceedings not known', { ...LINA, proceedings: null }],
	['renew', 'missing', 'closed without action', { ...LINA, proceedings: 'closed-no-action' }],
	['renew', 'blocked', 'final acquittal', { ...LINA, proceedings: 'final-acquittal' }],
	['resident', 'met', 'final conviction, lawful stay', CONVICTED],
	['resident', 'possible', 'lawful stay not known', { ...CONVICTED, lawfulStay: null }],
	['resident', 'missing', 'stay not lawful', { ...CONVICTED, lawfulStay: false }],
	['resident', 'blocked', 'final conviction, Greek', { ...CONVICTED, nationality: 'GR' }],
	['end-proceedings', 'met', 'closed without action', { proceedings: 'closed-no-action' }],
	['end-proceedings', 'possible', 'stage not asked', NOBODY],
	['reflection', 'met', 'no complaint, never offered', MEI],
	['reflection', 'possible', 'declined once', { ...MEI, reflection: 'declined' }],
	['reflection', 'blocked', 'no complaint, Swiss', { ...MEI, nationality: 'CH' }],
	['reflection-over', 'met', 'interrupted by the prefect', { reflection: 'interrupted' }],
	['reflection-over', 'possible', 'day of the receipt not known', { reflection: 'running' }],
	['psp', 'met', 'ceased, path authorised', { ...MEI, ceasedProstitution: true, exitPathAuthorised: true }],
	['psp', 'possible', 'not asked whether she has ceased', MEI],
	['psp', 'missing', 'has not ceased', { ...MEI, ceasedProstitution: false, exitPathAuthorised: true }],
	['asylum', 'met', 'fear of return, no claim', { nationality: 'NG', asylum: 'none', fearOfReturn: true }],
	['asylum', 'possible', 'fear not asked', { nationality: 'NG', asylum: 'none' }],
	['asylum', 'missing', 'claim refused', { nationality: 'NG', asylum: 'refused' }],
	['asylum', 'blocked', 'protected already', { nationality: 'NG', asylum: 'granted' }],
	['legal-aid', 'met', 'concerned', { victim: true }],
	['legal-aid', 'possible', 'not asked', NOBODY],
	['civi', 'met', 'facts in France', { victim: true, factsInFrance: true }],
	['civi', 'possible', 'place not known', { victim: true }],
	['civi', 'blocked', 'facts abroad', { nationality: 'NG', victim: true, factsInFrance: false }],
	[
		'health',
		'met',
		'reflection period running',
		{ ...MEI, reflection: 'running', reflectionReceiptDate: '2026-11-13' }
	],
	['health', 'possible', 'title not known', { ...MEI, title: null }],
	['health', 'missing', 'neither period nor card', MEI],
	['ada', 'met', 'card, not in Mayotte', { ...LINA, department: '69' }],
	['ada', 'possible', 'territory not known', LINA],
	['ada', 'missing', 'card, in Mayotte', { ...LINA, asylum: 'none', reflection: 'none', department: '976' }],
	['shelter', 'met', 'card', LINA],
	['shelter', 'possible', 'no title: 115, to be checked', MEI]
];

describe('each outcome in each status', () => {
	it.each(CASES)('%s reads %s: %s', (id, status, _what, facts) => {
		expect(law(facts)).toRead(id, status);
	});

	it('is what the table for jurists shows', () => {
		const covered = new Set(CASES.map(([id, status]) => `${id} ${status}`));
		const table = readFileSync('docs/law.md', 'utf8')
			.split('\n')
			.map((line) => line.split('|').map((cell) => cell.trim()))
			.filter(
				({ length, 1: id }) => length === STATUSES.length + 3 && OUTCOME_IDS.some((known) => `\`${known}\`` === id)
			);
		expect(table.map(([, id]) => id)).toEqual(OUTCOME_IDS.map((id) => `\`${id}\``));
		for (const [, id = '', ...cells] of table) {
			const outcome = id.replaceAll('`', '');
			STATUSES.forEach((status, column) => {
				const cell = cells[column] ?? '';
				if (covered.has(`${outcome} ${status}`)) expect(cell, `${outcome} ${status}`).not.toMatch(/^–/);
				else expect(cell, `${outcome} ${status}: the reason why it cannot be`).toMatch(/^– \S/);
			});
		}
	});
});
