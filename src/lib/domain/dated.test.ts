import { describe, expect, it } from 'vitest';
import { caseDates, type CaseDate } from './dated.ts';

const of = (fields: Readonly<Record<string, unknown>>): readonly CaseDate[] =>
	caseDates((field) => (field in fields ? [fields[field]] : []));
const permit = (facts: Readonly<Record<string, unknown>>) => ({ permit: { facts } });

describe('the dates of a case', () => {
	it('are those written down, those of its permit result, of its reflection period and of a birth', () => {
		expect(
			of({
				dates: [{ event: 'refusal', date: '2026-11-02' }],
				reflection: [
					{ step: 'offered', from: '2026-01-01' },
					{ step: 'accepted', from: '2026-10-01', to: '2026-10-30' }
				],
				birthDate: '2009-03',
				...permit({ applicationDate: '2026-09-01', titleExpiry: '2027-01-31', title: 'L425-1', asylum: 'none' })
			})
		).toEqual([
			{ event: 'refusal', date: '2026-11-02' },
			{ event: 'reflection-receipt', date: '2026-10-01', end: '2026-10-30' },
			{ event: 'birth', date: '2009-03' },
			{ event: 'application', date: '2026-09-01' },
			{ event: 'card-expires', date: '2027-01-31' }
		]);
	});

	it('take what is written among them before what is said elsewhere of the same', () => {
		const facts = { oqtfNotifiedDate: '2026-11-30T16:40', confinement: 'detention', department: '974' };
		expect(of(permit(facts))).toEqual([
			{ event: 'oqtf-detained', date: '2026-11-30', time: '16:40', department: '974' }
		]);
		expect(of({ ...permit(facts), dates: [{ event: 'oqtf', date: '2026-11-29' }] })).toEqual([
			{ event: 'oqtf', date: '2026-11-29' }
		]);
	});

	it('hold every time limit that may run where nobody knows where the person is', () => {
		const events = of(permit({ oqtfNotifiedDate: '2026-11-30', confinement: null })).map(({ event }) => event);
		expect(events).toEqual(['oqtf', 'oqtf-held', 'oqtf-detained']);
	});

	it('count a month that is known without its day, and the end of a paper in hand as printed', () => {
		expect(of(permit({ title: 'receipt', titleExpiry: '2026-12' }))).toEqual([
			{ event: 'receipt', date: '2026-12', end: '2026-12' }
		]);
	});

	it('hold until when the papers at hand are good', () => {
		const papers = [
			{ rule: 'LAW-DOCS-ID', state: 'have', until: '2027-03-01' },
			{ rule: 'LAW-DOCS-ADDRESS', state: 'have', dated: '2026-10-15' },
			{ rule: 'LAW-DOCS-CARD', state: 'missing', until: '2027-03-01' }
		];
		expect(of({ papers })).toEqual([
			{ event: 'paper', date: '2027-03-01' },
			{ event: 'address', date: '2027-04-14' }
		]);
	});

	it('hold what each of two people said while nobody has chosen', () => {
		const said = ['2026-11-01', '2026-11-02'].map((date) => [{ event: 'oqtf', date }]);
		expect(caseDates((field) => (field === 'dates' ? said : [])).map(({ date }) => date)).toEqual([
			'2026-11-01',
			'2026-11-02'
		]);
	});

	it('are none where what is stored is none', () => {
		expect(of({ dates: [{ event: 'party', date: '2026-11-01' }], permit: 'x', birthDate: 3, reflection: {} })).toEqual(
			[]
		);
		expect(of(permit({ titleExpiry: true, oqtfNotifiedDate: '2026-13-01', birthDate: null }))).toEqual([]);
	});
});
