/** The ten worked cases of the sources, with the wrong answers each must not give. */
import { describe, expect, it } from 'vitest';
import { AWA, law } from './scene.ts';
import './matchers.ts';

describe('VIG-01 plain case', () => {
	const result = law(AWA);

	it('opens the card, and leaves the exit path and asylum to ask about', () => {
		expect(result).toOpen('card');
		expect(result).toMiss('psp', 'ceasedProstitution');
		expect(result).toMiss('asylum', 'fearOfReturn');
		expect(result).toOpen('legal-aid');
		expect(result).toOpen('civi');
		for (const rule of [
			'LAW-COND-COMPLAINT',
			'LAW-COND-LINKS',
			'LAW-COND-ORDER',
			'LAW-NO-VISA',
			'LAW-FREE-LAW'
		] as const)
			expect(result).toRestOn('card', rule);
	});

	it('asks for no visa, no lawful entry, no money', () => {
		const card = result.outcomes.find(({ id }) => id === 'card');
		expect(card?.missing).toEqual([]);
		expect(card?.documents).toContain('LAW-DOCS-NO-FEE');
		expect(result.nextQuestions).not.toContain('lawfulStay');
		expect(result).toLeaveOut('risk');
	});
});

describe('VIG-03 Swiss national', () => {
	const result = law({
		nationality: 'CH',
		exploitation: 'sexual',
		victim: true,
		complaint: true,
		complaintOffence: 'trafficking-procuring',
		factsInFrance: true,
		linksBroken: true
	});

	it('shows the European path and the rights that remain', () => {
		expect(result).toOpen('eu-path');
		for (const rule of ['LAW-EXCL-EU-LIST', 'LAW-EXCL-EU-WHY', 'LAW-EXCL-EU-NOT-RIGHTS'] as const)
			expect(result).toRestOn('eu-path', rule);
		expect(result).toOpen('legal-aid');
		expect(result).toOpen('civi');
		expect(result).toOpen('psp');
		expect(result.outcomes.find(({ id }) => id === 'psp')?.documents).toEqual([]);
	});

	it('does not offer the card, nor any title', () => {
		expect(result).toRead('card', 'blocked');
		for (const id of ['renew', 'reflection', 'asylum', 'age-18'] as const)
			expect(result.outcomes.find((outcome) => outcome.id === id)?.status ?? 'left out').toMatch(
				/blocked|left out|possible/
			);
		expect(result).toLeaveOut('reflection');
	});
});

describe('VIG-07 minor turning 18 next month', () => {
	const result = law({
		nationality: 'ML',
		familyOfEU: false,
		birthDate: '2008-12-20',
		recognisedVictimAsMinor: true,
		placedWithASEBefore16: false,
		victim: true,
		complaint: true,
		complaintOffence: 'trafficking-procuring',
		factsInFrance: true,
		linksBroken: true,
		title: 'none'
	});

	it('gives the two months after the birthday, and the card from 16 to ask about', () => {
		expect(result).toOpen('age-18');
		expect(result).toFallOn('age-18', 'apply-at-18', '2027-02-20');
		expect(result).toRead('minor-16', 'possible');
		expect(result).toMiss('minor-16', 'wantsWorkOrTraining');
		for (const rule of ['LAW-MINOR-18', 'LAW-T-18', 'LAW-MINOR-ASE', 'LAW-API-FIRST'] as const)
			expect(result).toRestOn('age-18', rule);
		expect(result).toRestOn('minor-16', 'LAW-MINOR-16');
	});

	it('never gives the eve of the 19th birthday, nor says to wait for 18', () => {
		const dates = result.outcomes.flatMap(({ deadlines }) => deadlines.map(({ date }) => String(date)));
		expect(dates).not.toContain('2027-12-19');
		expect(result).toAdvise('age-18', 'prepare-file-now');
		expect(result).toAdvise('age-18', 'ase-permit-not-open');
		expect(result).toLeaveOut('card');
	});
});

describe('VIG-08 witness, not a victim', () => {
	const result = law({
		nationality: 'GH',
		victim: false,
		witness: true,
		testimony: true,
		proceedings: 'inquiry',
		prosecuted: false
	});

	it('is not yet: the testimony needs someone prosecuted', () => {
		expect(result).toOpen('not-yet');
		expect(result).toRestOn('not-yet', 'LAW-COND-TESTIMONY');
		expect(result).toAdvise('not-yet', 'come-back-when-prosecuted');
	});

	it('does not take the complaint branch, and never says never', () => {
		expect(result).toRead('card', 'missing');
		expect(result).toChangeWith('card', 'proceedings');
		expect(law({ ...AWA, victim: false, complaint: true, testimony: false })).toRead('card', 'missing');
	});
});

describe('VIG-11 reflection lapsed', () => {
	const result = law({ reflection: 'lapsed', reflectionReceiptDate: '2026-10-01', complaint: false, title: 'none' });

	it('says it is over, with the last sure day, and what is still open', () => {
		expect(result).toOpen('reflection-over');
		expect(result).toFallOn('reflection-over', 'reflection-last-sure-day', '2026-10-30');
		for (const rule of ['LAW-T-REFLECTION', 'LAW-T-REFLECTION-CALC', 'LAW-REFLECTION-RENEW'] as const)
			expect(result).toRestOn('reflection-over', rule);
		expect(result).toAdvise('reflection-over', 'complaint-still-opens');
		expect(result).toAdvise('reflection-over', 'removal-possible');
		expect(result).toRead('card', 'possible');
		expect(result).toRead('psp', 'possible');
		expect(result).toRead('asylum', 'possible');
	});

	it('promises no second period', () => {
		expect(result).toLeaveOut('reflection');
		expect(result).toLeaveOut('reflection-running');
	});
});

describe('VIG-14 convicted, appeal lodged', () => {
	const result = law({ title: 'L425-1', titleExpiry: '2027-01-15', proceedings: 'appeal', complaint: true });

	it('renews, late: the window closed eight days ago and the file still goes in today', () => {
		expect(result).toRead('renew', 'possible');
		expect(result).toRead('renew-late', 'late');
		expect(result).toFallOn('renew-late', 'renew-window-opens', '2026-09-17');
		expect(result).toFallOn('renew-late', 'renew-window-closes', '2026-11-16');
		for (const step of ['file-today', 'keep-proof', 'ask-extension', 'see-lawyer-now'])
			expect(result).toAdvise('renew-late', step);
		for (const rule of ['LAW-T-RENEW-WINDOW', 'LAW-API-3M', 'LAW-RESIDENT-LAWFUL'] as const)
			expect(result).toRestOn('renew-late', rule);
		expect(result).toRestOn('renew', 'LAW-RENEW-PROCEEDINGS');
	});

	it('does not open the ten-year card before the conviction is final', () => {
		expect(result).toRead('resident', 'missing');
		expect(result).toChangeWith('resident', 'proceedings');
	});
});

describe('VIG-18 complaint for another offence only', () => {
	const result = law({
		nationality: 'ML',
		familyOfEU: false,
		exploitation: 'labour',
		victim: true,
		complaint: true,
		complaintOffence: 'other',
		factsInFrance: true,
		linksBroken: true
	});

	it('is to be completed by a lawyer', () => {
		expect(result).toOpen('requalify');
		expect(result).toRestOn('requalify', 'LAW-OFFENCE-LIST');
		expect(result).toRestOn('requalify', 'LAW-OTHER-HOUSING');
		expect(result).toAdvise('requalify', 'complete-complaint');
	});

	it('opens neither the card nor the one for housing', () => {
		expect(result).toLeaveOut('housing');
		expect(law({ ...AWA, complaintOffence: 'other', testimony: false })).toRead('card', 'missing');
		expect(result.outcomes.find(({ id }) => id === 'card')?.status).not.toBe('met');
	});
});

describe('VIG-21 OQTF not executed', () => {
	const result = law({ ...AWA, oqtfNotComplied: true, ceasedProstitution: true, exitPathAuthorised: true });

	it('keeps the card open and says that a refusal is possible', () => {
		expect(result).toOpen('card');
		expect(result).toOpen('risk');
		expect(result).toRestOn('risk', 'LAW-REFUSE-2024');
		expect(result).toAdvise('risk', 'apply-anyway');
		expect(result).toOpen('psp');
		expect(result).toRestOn('psp', 'LAW-PSP-432-1-1');
	});

	it('excludes nobody', () => {
		expect(result.outcomes.filter(({ status }) => status === 'blocked')).toEqual([]);
	});
});

describe('VIG-27 exit path without a complaint', () => {
	const result = law({
		nationality: 'CN',
		familyOfEU: false,
		birthDate: '1985-02',
		exploitation: 'sexual',
		victim: true,
		ceasedProstitution: true,
		exitPathAuthorised: true,
		exitPathDate: '2026-11-02',
		complaint: false,
		testimony: false,
		threatToPublicOrder: false,
		acceptsRepublicContract: true
	});

	it('opens the permit of the path', () => {
		expect(result).toOpen('psp');
		expect(result).toFallOn('psp', 'exit-path-first', '2027-05-02');
		expect(result).toFallOn('psp', 'exit-path-last', '2028-11-02');
		for (const rule of ['LAW-PSP-APS', 'LAW-PSP-NO-COMPLAINT', 'LAW-PSP-RENEW', 'LAW-REPUBLIC-CONTRACT'] as const)
			expect(result).toRestOn('psp', rule);
		expect(result).toAskFor('psp', 'LAW-DOCS-CONTRACT');
	});

	it('demands no complaint, and the card waits', () => {
		expect(result.outcomes.find(({ id }) => id === 'psp')?.missing).toEqual([]);
		expect(result).toRead('card', 'missing');
		expect(result).toOpen('not-yet');
	});
});

describe('VIG-30 links resumed under threat', () => {
	const result = law({
		nationality: 'NG',
		title: 'L425-1',
		titleExpiry: '2027-06-30',
		proceedings: 'prosecuted',
		contact: 'suffered',
		linksResumedOnOwnInitiative: false,
		threatToPublicOrder: false,
		complaintFalse: false,
		acceptsRepublicContract: true
	});

	it('puts safety first: police protection, a place far away, a lawyer', () => {
		expect(result).toOpen('safety');
		for (const step of ['police-protection', 'safe-place-far', 'see-lawyer']) expect(result).toAdvise('safety', step);
		expect(result).toRestOn('safety', 'LAW-RIGHTS-CARD');
		expect(result).toRestOn('safety', 'LAW-WITHDRAW');
	});

	it('does not read the person as having broken the conditions', () => {
		expect(result).toOpen('renew');
		expect(result).toRestOn('renew', 'LAW-WITHDRAW');
		expect(result).toLeaveOut('not-yet');
		expect(result).toRead('card', 'possible');
		expect(result).toMiss('card', 'linksBroken');
	});
});
