/** The day on which each time limit turns, from both sides; months known without their day; questions of law left to lawyers. */
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/lib/law/facts.ts';
import type { OutcomeId, Status } from '../../src/lib/law/types.ts';
import { AWA, law, LINA, MEI } from './scene.ts';
import './matchers.ts';

const status = (id: OutcomeId, facts: Facts, today?: string): Status | 'left out' =>
	law(facts, today).outcomes.find((outcome) => outcome.id === id)?.status ?? 'left out';

const RECOGNISED = {
	nationality: 'ML',
	familyOfEU: false,
	recognisedVictimAsMinor: true,
	birthDate: '2008-12-20'
} as const;

describe('the day a limit turns', () => {
	it.each([
		[
			'the reflection period runs on its 30th day',
			'reflection-running',
			{ reflection: 'running', reflectionReceiptDate: '2026-10-01' },
			'2026-10-30',
			'met'
		],
		[
			'and has passed on the next',
			'reflection-running',
			{ reflection: 'running', reflectionReceiptDate: '2026-10-01' },
			'2026-10-31',
			'late'
		],
		[
			'over only then',
			'reflection-over',
			{ reflection: 'running', reflectionReceiptDate: '2026-10-01' },
			'2026-10-30',
			'left out'
		],
		[
			'over the day after',
			'reflection-over',
			{ reflection: 'running', reflectionReceiptDate: '2026-10-01' },
			'2026-10-31',
			'met'
		],
		[
			'a renewal is in time on the 60th day before expiry',
			'renew-late',
			{ ...LINA, titleExpiry: '2027-01-15' },
			'2026-11-16',
			'left out'
		],
		['and late on the next', 'renew-late', { ...LINA, titleExpiry: '2027-01-15' }, '2026-11-17', 'late'],
		['a minor on the eve of 18', 'minor', { birthDate: '2008-12-20' }, '2026-12-19', 'met'],
		['of age on the day', 'minor', { birthDate: '2008-12-20' }, '2026-12-20', 'left out'],
		[
			'sixteen opens on the birthday',
			'minor-16',
			{ ...AWA, birthDate: '2010-11-24', wantsWorkOrTraining: true },
			'2026-11-24',
			'met'
		],
		[
			'and not on its eve',
			'minor-16',
			{ ...AWA, birthDate: '2010-11-25', wantsWorkOrTraining: true },
			'2026-11-24',
			'left out'
		],
		['two months after 18 are still in time', 'age-18', RECOGNISED, '2027-02-20', 'met'],
		['and late the day after, not excluded', 'age-18', RECOGNISED, '2027-02-21', 'late'],
		['the card of L425-1 opens on the day of 18', 'card', { ...AWA, birthDate: '2008-11-24' }, '2026-11-24', 'met'],
		[
			'silence is a refusal four months on',
			'silence',
			{ applicationDate: '2026-07-24', applicationComplete: true },
			'2026-11-24',
			'met'
		],
		[
			'and not a day before',
			'silence',
			{ applicationDate: '2026-07-25', applicationComplete: true },
			'2026-11-24',
			'missing'
		],
		[
			'a month to appeal, the last day',
			'appeal',
			{ oqtfNotifiedDate: '2026-10-24', confinement: 'none' },
			'2026-11-24',
			'met'
		],
		['and the day after', 'appeal', { oqtfNotifiedDate: '2026-10-24', confinement: 'none' }, '2026-11-25', 'late'],
		[
			'seven days under house arrest',
			'appeal',
			{ oqtfNotifiedDate: '2026-11-17', confinement: 'house-arrest' },
			'2026-11-24',
			'met'
		],
		['and the eighth', 'appeal', { oqtfNotifiedDate: '2026-11-16', confinement: 'house-arrest' }, '2026-11-24', 'late'],
		[
			'48 hours, the second day',
			'appeal',
			{ oqtfNotifiedDate: '2026-11-22T10:00', confinement: 'detention' },
			'2026-11-24',
			'met'
		],
		[
			'and the third',
			'appeal',
			{ oqtfNotifiedDate: '2026-11-21T10:00', confinement: 'detention' },
			'2026-11-24',
			'late'
		]
	] as const)('%s', (_title, id, facts, today, expected) => {
		expect(status(id, facts, today)).toBe(expected);
	});
});

describe('a month without its day', () => {
	it('is possible where its two ends disagree, and its date stays missing', () => {
		const turning = law({ reflection: 'running', reflectionReceiptDate: '2026-10' }, '2026-11-05');
		expect(turning).toRead('reflection-running', 'possible');
		expect(turning).toMiss('reflection-running', 'reflectionReceiptDate');
		expect(turning).toFallOn('reflection-running', 'reflection-last-sure-day', '2026-10-30');
		expect(turning.nextQuestions).not.toContain('reflectionReceiptDate');
	});

	it('decides where they agree', () => {
		expect(
			status('reflection-running', { reflection: 'running', reflectionReceiptDate: '2026-10' }, '2026-10-20')
		).toBe('met');
		expect(
			status('reflection-running', { reflection: 'running', reflectionReceiptDate: '2026-10' }, '2026-12-01')
		).toBe('late');
		expect(status('minor', { birthDate: '2008-12' }, '2026-12-15')).toBe('possible');
		expect(status('minor', { birthDate: '2008-12' }, '2026-11-30')).toBe('met');
		expect(status('renew-late', { ...LINA, titleExpiry: '2027-01' }, '2026-11-10')).toBe('left out');
		expect(status('appeal', { oqtfNotifiedDate: '2026-11', confinement: 'prison' }, '2026-11-24')).toBe('possible');
	});
});

describe('where a person is held is not known', () => {
	const result = law({ oqtfNotifiedDate: '2026-11-22T10:00' });

	it('shows each time limit that may run, the shortest first', () => {
		const appeals = result.outcomes.find(({ id }) => id === 'appeal')?.deadlines.filter(({ id }) => id === 'appeal');
		expect(appeals?.map(({ date, time, rule }) => [date, time, rule])).toEqual([
			['2026-11-24', '10:00', 'LAW-T-APPEAL-48H'],
			['2026-11-29', undefined, 'LAW-T-APPEAL-7D'],
			['2026-12-22', undefined, 'LAW-T-APPEAL-1M']
		]);
		expect(result.nextQuestions.slice(0, 2)).toEqual(['dangerNow', 'confinement']);
	});
});

describe('questions', () => {
	it('begin with danger, then a running time to appeal', () => {
		expect(law({}).nextQuestions.slice(0, 3)).toEqual(['dangerNow', 'oqtfNotifiedDate', 'nationality']);
	});

	it('do not come back once asked, known or not', () => {
		const { nextQuestions, outcomes } = law({ dangerNow: null, nationality: null });
		expect(nextQuestions).not.toContain('dangerNow');
		expect(nextQuestions).not.toContain('nationality');
		expect(outcomes.find(({ id }) => id === 'safety')?.missing).toContain('dangerNow');
	});

	it('leave out what no longer matters', () => {
		const swiss = law({ nationality: 'CH' }).nextQuestions;
		for (const key of ['title', 'familyOfEU', 'acceptsRepublicContract', 'reflection', 'asylum'] as const)
			expect(swiss).not.toContain(key);
	});
});

describe('what only a lawyer can settle', () => {
	it('keeps the card of an Algerian possible, never excluded', () => {
		const result = law({ ...AWA, nationality: 'DZ' });
		expect(result).toOpen('algeria-lawyer');
		expect(result).toRead('card', 'possible');
		expect(result.outcomes.find(({ id }) => id === 'card')).toMatchObject({ missing: [], doubts: ['LAW-DZ-L4251'] });
		expect(law({ ...AWA, nationality: 'DZ', oqtfNotComplied: true })).toLeaveOut('risk');
		expect(law({ ...MEI, nationality: 'DZ' })).toOpen('reflection');
		expect(law({ ...MEI, nationality: 'DZ' })).toRestOn('reflection', 'LAW-DZ-REFLECTION');
	});

	it('keeps the family of a European open where the relative is the exploiter or has left', () => {
		for (const said of [{ euRelativeIsExploiter: true }, { livesWithEURelative: false }] as const) {
			const result = law({
				...AWA,
				familyOfEU: true,
				livesWithEURelative: true,
				euRelativeIsExploiter: false,
				...said
			});
			expect(result).toRead('eu-path', 'possible');
			expect(result).toRead('card', 'possible');
		}
		const together = { familyOfEU: true, livesWithEURelative: true, euRelativeIsExploiter: false } as const;
		expect(law({ ...AWA, ...together })).toRead('card', 'blocked');
	});

	it('does not let a second reflection period be promised or refused', () => {
		expect(law({ ...MEI, reflection: 'declined' })).toRead('reflection', 'possible');
	});
});

describe('conditions one by one', () => {
	it.each([
		['stateless counts as a foreigner', { nationality: 'stateless' }, 'met'],
		['British after Brexit too', { nationality: 'GB' }, 'met'],
		['a French author makes facts abroad French', { factsInFrance: false, frenchAuthor: true }, 'met'],
		['an Icelander is European', { nationality: 'IS' }, 'blocked'],
		['a Liechtensteiner is European', { nationality: 'LI' }, 'blocked'],
		[
			'a civil claim is not a complaint',
			{ complaint: undefined, complaintOffence: undefined, civilClaimOnly: true, testimony: false },
			'missing'
		],
		['a complaint found false does not count', { complaintFalse: true, testimony: false }, 'missing'],
		['contact chosen is a link', { linksBroken: undefined, contact: 'chosen' }, 'missing'],
		['contact suffered is not known to be one', { linksBroken: undefined, contact: 'suffered' }, 'possible'],
		['a debt is not known to be one', { linksBroken: undefined, contact: 'debt' }, 'possible'],
		[
			'a roof for want of another is not known to be one',
			{ linksBroken: undefined, contact: 'housed-by-author' },
			'possible'
		],
		['children in common are not known to be one', { linksBroken: undefined, contact: 'children' }, 'possible'],
		['no contact is none', { linksBroken: undefined, contact: 'none' }, 'met'],
		['a decision on public order bars it', { threatToPublicOrder: true }, 'missing'],
		['"we do not know" of one leaves it possible', { threatToPublicOrder: null }, 'possible'],
		['a refused contract bars it', { acceptsRepublicContract: false }, 'missing'],
		['not heard by the police does not', { heardByPolice: false }, 'met'],
		['listed offences do not', { listedOffences: true }, 'met'],
		['an order not complied with does not', { oqtfNotComplied: true }, 'met'],
		['unlawful stay does not', { lawfulStay: false }, 'met'],
		[
			'testimony suffices where someone is prosecuted',
			{ complaint: false, complaintOffence: undefined, testimony: true, proceedings: 'prosecuted' },
			'met'
		],
		[
			'and for a witness who was not exploited',
			{ victim: false, complaint: false, complaintOffence: undefined, testimony: true, prosecuted: true },
			'met'
		],
		[
			'the stage of the trial says that someone is',
			{ complaint: false, complaintOffence: undefined, testimony: true, proceedings: 'appeal' },
			'met'
		]
	] as const)('%s', (_title, said, expected) => {
		const facts = Object.fromEntries(Object.entries({ ...AWA, ...said }).filter(([, value]) => value !== undefined));
		expect(status('card', facts)).toBe(expected);
	});

	it('gives the person the way through what stands in it', () => {
		const result = law({ ...AWA, linksBroken: false, acceptsRepublicContract: false });
		expect(result).toChangeWith('card', 'linksBroken');
		expect(result).toChangeWith('card', 'acceptsRepublicContract');
		expect(result).toAdvise('card', 'shelter-and-lawyer');
		expect(result).toAdvise('card', 'contract-in-own-language');
	});

	it('warns that police usually hear the person first, without making it a condition', () => {
		expect(law({ ...AWA, heardByPolice: false })).toAdvise('card', 'heard-first');
		expect(law(AWA).outcomes.find(({ id }) => id === 'card')?.steps).not.toContain('heard-first');
	});

	it('asks for papers of a first request or of a renewal', () => {
		expect(law(AWA)).toAskFor('card', 'LAW-DOCS-BIRTH');
		expect(law(LINA)).toAskFor('renew', 'LAW-DOCS-PROGRESS');
		expect(law(LINA).outcomes.find(({ id }) => id === 'renew')?.documents).not.toContain('LAW-DOCS-BIRTH');
		expect(law({ ...AWA, asylum: 'pending' })).toAskFor('card', 'LAW-DOCS-ASYLUM-WAIVER');
		expect(law({ ...AWA, nationality: 'DE' }).outcomes.find(({ id }) => id === 'card')?.documents).toEqual([]);
	});

	it('asks no fee, save where the text of L436-8 does not say so', () => {
		const housing = law({ ...AWA, complaintOffence: 'housing-225-14' }).outcomes.find(({ id }) => id === 'housing');
		expect(housing?.documents).not.toContain('LAW-DOCS-NO-FEE');
	});

	it('counts the asylum seeker’s two months from the information given', () => {
		const result = law({ nationality: 'NG', asylum: 'pending', asylumInformationDate: '2026-10-31' });
		expect(result).toFallOn('asylum', 'asylum-other-permit', '2026-12-31');
		expect(result).toRestOn('asylum', 'LAW-ASYLUM-2M');
	});
});

describe('the law of the day', () => {
	it.each([
		[
			'no contract was asked before 17 July 2024',
			'card',
			{ ...AWA, acceptsRepublicContract: null },
			'2024-07-16',
			'met'
		],
		['it is from that day', 'card', { ...AWA, acceptsRepublicContract: null }, '2024-07-17', 'possible'],
		['a refused one bars nothing before', 'card', { ...AWA, acceptsRepublicContract: false }, '2024-07-16', 'met'],
		[
			'no refusal for an order not complied with before 28 January 2024',
			'risk',
			{ ...AWA, oqtfNotComplied: true },
			'2024-01-27',
			'left out'
		],
		['it may be from that day', 'risk', { ...AWA, oqtfNotComplied: true }, '2024-01-28', 'met'],
		[
			'no card for undignified housing before 28 January 2024',
			'housing',
			{ ...AWA, complaintOffence: 'housing-225-14' },
			'2024-01-27',
			'left out'
		],
		['there is from that day', 'housing', { ...AWA, complaintOffence: 'housing-225-14' }, '2024-01-28', 'met']
	] as const)('%s', (_title, id, facts, today, expected) => {
		expect(status(id, facts, today)).toBe(expected);
	});

	it('cites no rule that did not exist yet', () => {
		const before = law(AWA, '2024-07-16').outcomes.flatMap(({ rules }) => rules);
		expect(before).not.toContain('LAW-REPUBLIC-CONTRACT');
		expect(law(AWA).outcomes.flatMap(({ rules }) => rules)).toContain('LAW-REPUBLIC-CONTRACT');
	});
});

describe('the check of the law', () => {
	it('is told with every result, and grows old', () => {
		expect(law({}, '2026-04-04')).toMatchObject({ checkedOn: '2026-04-03', stale: [] });
		expect(law({}).stale.length).toBeGreaterThan(0);
	});
});
