/** What a case says of the facts of the law: fact by fact, beside what was kept, and while people disagree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as CASE from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import { EVENTS } from '../domain/dated.ts';
import { statuses } from '../law/index.ts';
import { parseFacts, type Facts } from '../law/facts.ts';
import { factsOfCase } from './case-facts.ts';
import { SAYS } from './case-says.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-12-01T12:00Z');
const clock = { today: TODAY, dayOf: (ms: number) => civilDate(new Date(ms).toISOString().slice(0, 10)) };
type Value = CASE.FieldValue;

const version = (value: Value, daysAgo = 0, device = 'x') => ({
	id: `${device}.${1000 - daysAgo}.0`,
	value,
	at: NOW - daysAgo * DAY_MS,
	device
});
const of = (values: Readonly<Record<string, Value>>, daysAgo = 0): Fields =>
	Object.fromEntries(Object.entries(values).map(([path, value]) => [path, [version(value, daysAgo)]]));
const facts = (fields: Fields) => factsOfCase(fields, clock).facts;
const said = (values: Readonly<Record<string, Value>>, daysAgo = 0) => facts(of(values, daysAgo));
const permit = (kept: Facts, daysAgo: number): Fields => ({
	permit: [
		version(
			{ facts: { ...kept }, date: '2026-10-01', ruleSet: '2026-04-03', outcomes: [], lawyerAdvised: false },
			daysAgo
		)
	]
});

describe('a case says', () => {
	it.each<[Readonly<Record<string, Value>>, Facts]>([
		[{ stillExposed: 'yes' }, { dangerNow: true }],
		[{ stillExposed: 'no' }, { dangerNow: false }],
		[{ stillExposed: 'unclear' }, { dangerNow: null }],
		[
			{ stillExposed: 'yes', lodgedByExploiter: 'yes' },
			{ dangerNow: true, contact: 'housed-by-author' }
		],
		[{ lodgedByExploiter: 'yes' }, {}],
		[{ citizenships: ['NG'] }, { nationality: 'NG' }],
		[{ citizenships: ['XS'] }, { nationality: 'stateless' }],
		[{ citizenships: ['XX'] }, { nationality: null }],
		[{ citizenships: ['ZZ'] }, {}],
		[{ citizenships: ['NG', 'GH'] }, { nationality: 'NG' }],
		[{ citizenships: ['RO'], stay: 'eu-citizen' }, { nationality: 'RO' }],
		[{ stay: 'eu-citizen' }, {}],
		[{ birthDate: '2009-05-04' }, { birthDate: '2009-05-04' }],
		[{ ageBand: '16-17' }, { ageDoubt: true }],
		[{ ageBand: '21-25' }, { ageDoubt: false }],
		[{ ageBand: '21-25', ageEstimated: true }, {}],
		[{ ageBand: 'unknown' }, {}],
		[{ minorAtFirstContact: 'no' }, {}],
		[{ purposes: ['labour', 'sexual'] }, { exploitation: 'sexual' }],
		[{ purposes: ['domestic'], procuring: 'no' }, { exploitation: 'labour' }],
		[{ procuring: 'yes' }, { exploitation: 'sexual' }],
		[{ procuring: 'unclear' }, {}],
		[{ complaint: 'filed', complaintMonth: '2026-05' }, { complaint: true }],
		[{ complaint: 'testified' }, { testimony: true }],
		[{ complaint: 'considering' }, { complaint: false }],
		[{ complaint: 'refused' }, {}],
		[{ where: 'both' }, { factsInFrance: true }],
		[{ where: 'abroad' }, { factsInFrance: false }],
		[{ where: 'unknown' }, { factsInFrance: null }],
		[{ department: '69' }, { department: '69' }],
		[{ department: '99' }, {}],
		[{ stay: 'none' }, { title: 'none' }],
		[{ stay: 'permit' }, {}],
		[{ stay: 'asylum' }, { asylum: 'pending' }],
		[{ stay: 'oqtf' }, { oqtfNotifiedDate: null }],
		[{ exitPathway: 'in' }, { exitPathAuthorised: true }],
		[{ exitPathway: 'applied' }, {}],
		[{ reflection: [{ step: 'offered' }] }, { reflection: 'offered' }],
		[
			{ reflection: [{ step: 'accepted', from: '2026-11-20' }] },
			{ reflection: 'running', reflectionReceiptDate: '2026-11-20' }
		],
		[
			{ dates: [{ event: 'reflection-receipt', date: '2026-10-01', end: '2026-10-30' }] },
			{ reflection: 'lapsed', reflectionReceiptDate: '2026-10-01' }
		],
		[{ dates: [{ event: 'oqtf', date: '2026-11-20' }] }, { oqtfNotifiedDate: '2026-11-20', confinement: 'none' }],
		[
			{ dates: [{ event: 'oqtf-detained', date: '2026-11-30', time: '17:05' }] },
			{ oqtfNotifiedDate: '2026-11-30T17:05', confinement: 'detention' }
		],
		[{ dates: [{ event: 'oqtf-held', date: '2026-11-20' }] }, { oqtfNotifiedDate: '2026-11-20' }],
		[{ dates: [{ event: 'oqtf', date: '2026-11-20', done: '2026-11-25' }] }, {}],
		[
			{ dates: [{ event: 'card-issued', date: '2026-01-10', end: '2027-01-09' }] },
			{ title: 'L425-1', titleExpiry: '2027-01-09' }
		],
		[{ dates: [{ event: 'judgment', date: '2026-01-10' }] }, { prosecuted: true }],
		[{ filings: [{ track: 'card', step: 'filed', month: '2026-09' }] }, { applicationDate: '2026-09' }],
		[{ filings: [{ track: 'card', step: 'preparing', month: '2026-09' }] }, {}],
		[{ filings: [{ track: 'asylum', step: 'decided', month: '2026-09', result: 'refused' }] }, { asylum: 'refused' }]
	])('%j', (fields, expected) => {
		expect(said(fields)).toEqual(expected);
	});

	it('no danger on the day it was said, and not known afterwards, whatever was kept before', () => {
		expect(said({ stillExposed: 'no' }, 1)).toEqual({ dangerNow: null });
		expect(facts({ ...of({ stillExposed: 'no' }, 1), ...permit({ dangerNow: true }, 3) })).toEqual({ dangerNow: null });
		expect(said({ stillExposed: 'yes' }, 300)).toEqual({ dangerNow: true });
	});

	it('that an age is in doubt where the band and the day of birth do not go together', () => {
		expect(said({ birthDate: '2000-01-01', ageBand: '16-17' })).toEqual({ birthDate: '2000-01-01', ageDoubt: true });
		const grown = { ...of({ ageBand: '16-17' }, 700), ...of({ birthDate: '2008-06-01' }) };
		expect(facts(grown)).toEqual({ birthDate: '2008-06-01' });
	});

	it('nothing certain where two fields cannot both be so, and says which fact', () => {
		for (const [fields, fact] of [
			[{ citizenships: ['NG'], stay: 'eu-citizen' }, 'nationality'],
			[{ citizenships: ['NG', 'RO'] }, 'nationality'],
			[{ stay: 'none', dates: [{ event: 'receipt', date: '2026-10-01' }] }, 'title'],
			[{ exitPathway: 'none', dates: [{ event: 'exit-path', date: '2026-10-01' }] }, 'exitPathAuthorised']
		] as const) {
			const found = factsOfCase(of(fields), clock);
			expect(found.facts[fact]).toBeNull();
			expect(found.differences).toMatchObject([{ fact, now: null, why: 'clash' }]);
		}
	});
});

describe('two people', () => {
	it('who disagree leave a fact unknown, and a danger standing', () => {
		const apart = factsOfCase(
			{
				complaint: [version('none', 0, 'a'), version('filed', 1, 'b')],
				stillExposed: [version('no', 0, 'a'), version('yes', 1, 'b')]
			},
			clock
		);
		expect(apart.facts).toEqual({ complaint: null, dangerNow: true });
		expect(apart.differences.map(({ fact, why, by }) => [fact, why, by?.device])).toEqual([
			['dangerNow', 'clash', 'a'],
			['complaint', 'clash', 'a']
		]);
	});

	it('of whom one says nothing of a fact do not disagree on it', () => {
		const both = { complaint: [version('testified', 0, 'a'), version('filed', 1, 'b')] };
		expect(factsOfCase(both, clock)).toEqual({ facts: { complaint: true, testimony: true }, differences: [] });
	});
});

describe('beside what was kept', () => {
	it('the later said counts, and the difference is told', () => {
		const since = factsOfCase({ ...permit({ complaint: false }, 5), ...of({ complaint: 'filed' }, 2) }, clock);
		expect(since.facts).toEqual({ complaint: true });
		expect(since.differences).toMatchObject([{ fact: 'complaint', kept: false, now: true, why: 'said' }]);
		const before = factsOfCase({ ...permit({ complaint: false }, 2), ...of({ complaint: 'filed' }, 5) }, clock);
		expect(before.facts).toEqual({ complaint: false });
		expect(before.differences).toMatchObject([{ fact: 'complaint', kept: false, now: false, why: 'kept' }]);
	});

	it('not knowing takes nothing away, and the more exact date is taken', () => {
		expect(facts({ ...permit({ factsInFrance: true }, 5), ...of({ where: 'unknown' }) })).toEqual({
			factsInFrance: true
		});
		expect(
			factsOfCase({ ...permit({ birthDate: '2002-03' }, 1), ...of({ birthDate: '2002-03-09' }, 5) }, clock)
		).toEqual({
			facts: { birthDate: '2002-03-09' },
			differences: []
		});
	});

	it('what cannot be so beside a later answer is left out and told', () => {
		const found = factsOfCase(
			{ ...permit({ proceedings: 'inquiry' }, 5), ...of({ dates: [{ event: 'judgment', date: '2026-11-20' }] }) },
			clock
		);
		expect(found.facts).toEqual({ prosecuted: true });
		expect(found.differences).toMatchObject([{ fact: 'proceedings', kept: 'inquiry', now: undefined, why: 'against' }]);
	});

	it('a day that has not come is not known, never none', () => {
		const found = factsOfCase(of({ dates: [{ event: 'oqtf', date: '2027-11-20' }] }), clock);
		expect(found.facts).toEqual({ oqtfNotifiedDate: null, confinement: 'none' });
		expect(found.differences).toMatchObject([{ fact: 'oqtfNotifiedDate', why: 'future' }]);
	});
});

const day = fc.constantFrom('2009-02-01', '2025-12-01', '2026-06-30', '2026-11-20', '2026-11-30', '2027-03-01');
const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);
const some = <T>(list: readonly T[]) => fc.subarray([...list], { minLength: 1 });
const VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
	stillExposed: oneOf(CASE.YES_NO_UNCLEAR),
	lodgedByExploiter: oneOf(CASE.YES_NO_UNCLEAR),
	citizenships: fc.subarray(['NG', 'RO', 'DZ', 'FR', 'XS', 'XX', 'ZZ'], { minLength: 1, maxLength: 4 }),
	birthDate: day,
	ageBand: oneOf(CASE.AGE_BANDS),
	ageEstimated: fc.boolean(),
	minorAtFirstContact: oneOf(CASE.YES_NO_DOUBT),
	purposes: some(CASE.PURPOSES),
	procuring: oneOf(CASE.YES_NO_UNCLEAR),
	complaint: oneOf(CASE.COMPLAINTS),
	where: oneOf(CASE.PLACES),
	department: oneOf(['69', '976', '99', '2A']),
	stay: oneOf(CASE.STAYS),
	exitPathway: oneOf(CASE.EXIT_PATHWAYS),
	reflection: fc.array(
		fc.record({ step: oneOf(CASE.REFLECTION_STEPS), from: day, to: day }, { requiredKeys: ['step'] }),
		{ maxLength: 2 }
	),
	dates: fc.array(
		fc.record({ event: oneOf(EVENTS), date: day, end: day, done: day }, { requiredKeys: ['event', 'date'] }),
		{ maxLength: 4 }
	),
	filings: fc.array(
		fc.record(
			{
				track: oneOf(CASE.FILING_TRACKS),
				step: oneOf(CASE.FILING_STEPS),
				month: oneOf(['2026-02', '2026-11']),
				result: oneOf(CASE.FILING_RESULTS)
			},
			{ requiredKeys: ['track', 'step', 'month'] }
		),
		{ maxLength: 3 }
	)
};
const KEPT: fc.Arbitrary<Facts> = fc
	.record(
		{
			complaint: fc.boolean(),
			complaintOffence: oneOf(['trafficking-procuring', 'other'] as const),
			proceedings: oneOf(['none', 'inquiry', 'prosecuted'] as const),
			linksBroken: fc.boolean(),
			contact: oneOf(['none', 'chosen'] as const),
			title: oneOf(['none', 'L425-1'] as const),
			titleExpiry: day,
			dangerNow: fc.constant(null),
			nationality: oneOf(['NG', 'RO'])
		},
		{ requiredKeys: [] }
	)
	.filter((kept) => parseFacts(kept).ok);
const versions = (path: string) =>
	fc
		.array(fc.tuple(VALUES[path]!, fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 3 })
		.map((all) => all.map(([value, daysAgo], n) => version(value, daysAgo, `d${n}`)));
const someFields: fc.Arbitrary<Fields> = fc
	.tuple(
		fc.record(Object.fromEntries(Object.keys(VALUES).map((path) => [path, versions(path)])), { requiredKeys: [] }),
		fc.option(fc.tuple(KEPT, fc.integer({ min: 0, max: 40 })), { nil: null })
	)
	.map(([fields, kept]) => {
		const given = Object.entries(fields).flatMap(([path, all]) => (all ? [[path, all] as const] : []));
		return { ...Object.fromEntries(given), ...(kept ? permit(...kept) : {}) };
	});

describe('whatever a case holds', () => {
	it('its values fit its fields, and every field that is read is tried', () => {
		const read = new Set(Object.values(SAYS).flatMap(({ paths }) => paths as readonly string[]));
		expect(new Set(Object.keys(VALUES))).toEqual(read);
		for (const [path, values] of Object.entries(VALUES)) {
			fc.assert(fc.property(values, (value) => CASE.fits(path, value)));
		}
	});

	it('it comes to facts that the law takes', () => {
		fc.assert(
			fc.property(someFields, (fields) => {
				const found = facts(fields);
				expect(parseFacts(found)).toEqual({ ok: true, value: found });
			}),
			{ numRuns: 1000 }
		);
	});

	it('an answer that is not known makes nothing certain', () => {
		const unknown = fc.constantFrom<[string, Value]>(
			['stillExposed', 'unclear'],
			['lodgedByExploiter', 'unclear'],
			['citizenships', ['XX']],
			['ageBand', 'unknown'],
			['procuring', 'unclear'],
			['where', 'unknown'],
			['stay', 'unknown'],
			['complaint', 'refused']
		);
		fc.assert(
			fc.property(someFields, unknown, (fields, [path, value]) => {
				if (fields[path]) return;
				const [before, after] = [facts(fields), facts({ ...fields, [path]: [version(value)] })];
				for (const [fact, now] of Object.entries(after)) {
					if (now !== null) expect([fact, now]).toEqual([fact, before[fact as keyof Facts]]);
				}
			}),
			{ numRuns: 1000 }
		);
	});

	it('a second person who says otherwise never makes an outcome certain that was not, nor takes one away', () => {
		const disputable = Object.keys(VALUES).filter((path) => !['dates', 'filings', 'reflection', 'stay'].includes(path));
		fc.assert(
			fc.property(
				fc.constantFrom(...disputable).chain((path) => fc.tuple(fc.constant(path), VALUES[path]!, VALUES[path]!)),
				([path, a, b]) => {
					const both = { [path]: [version(a, 0, 'a'), version(b, 0, 'b')] };
					const ids = (fields: Fields) => new Set(statuses(facts(fields), TODAY).map(({ id }) => id));
					const standing = ids(both);
					for (const value of [a, b]) {
						const alone = statuses(said({ [path]: value }), TODAY).filter(({ status }) => status === 'met');
						for (const { id } of alone)
							expect([path, a, b, [...standing]]).toEqual([path, a, b, expect.arrayContaining([id])]);
					}
				}
			),
			{ numRuns: 300 }
		);
	});

	it('every answer that is set aside is told', () => {
		fc.assert(
			fc.property(someFields, (fields) => {
				const found = factsOfCase(fields, clock);
				const told = new Set(found.differences.map(({ fact }) => fact));
				const kept = facts({ permit: fields['permit'] ?? [] });
				for (const [fact, value] of Object.entries(kept)) {
					const now = found.facts[fact as keyof Facts];
					if (value !== null && now !== value) expect([...told]).toContain(fact);
				}
			}),
			{ numRuns: 400 }
		);
	});
});
