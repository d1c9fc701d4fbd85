import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCatalogs } from '../../tools/catalogs.ts';
import { FILING_TRACKS, type FieldValue } from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import { PACK_TRACKS } from '../domain/pack.ts';
import { papersAsked } from './papers.ts';
import {
	datedFacts,
	enclosed,
	LETTER_MAX,
	LETTERS,
	letterScope,
	nameOf,
	readWritten,
	TOLD,
	writtenEdit
} from './letters.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const fieldsOf = (values: Readonly<Record<string, FieldValue>>): Fields =>
	Object.fromEntries(
		Object.entries(values).map(([path, value]) => [
			path,
			[{ id: 'x.1.0', value, at: 0, by: 'x', device: 'x', hlc: { ms: 0, n: 0 } }]
		])
	);
const [fr, en] = [readCatalogs('messages', 'fr'), readCatalogs('messages', 'en')];

describe('the letters', () => {
	it('are in French in every language of the interface, and cite their articles', () => {
		const articles = {
			first: ['L425-1', 'R425-5', 'L412-2'],
			renewal: ['L425-1', 'R433-1'],
			extension: ['R431-15-1'],
			paper: ['R431-2'],
			reflection: ['R425-1', 'R425-2', 'R425-3'],
			minor: ['225-4-1', 'R425-10', '226-14']
		};
		for (const kind of LETTERS) {
			const body = fr.get(`letters.body.${kind}`) ?? '';
			for (const article of articles[kind]) expect(body, kind).toContain(article);
			expect(body).not.toMatch(/victime|Répit/i);
			expect(body.length).toBeLessThan(LETTER_MAX);
		}
		for (const [key, words] of fr)
			if (/^letters\.(body|subject|sheet|dates|papers)\./.test(key)) expect(en.get(key), key).toBe(words);
	});

	it('name papers as the law does in French, and every dated fact', () => {
		for (const track of PACK_TRACKS)
			for (const rule of papersAsked({ track }))
				expect(fr.get(`letters.papers.${rule}`)).toBe(fr.get(`law.rules.${rule}.title`));
		for (const event of TOLD)
			expect(fr.get(`letters.dates.event.${event}`)).toBe(fr.get(`cases.items.dates.event.${event}`));
		for (const track of FILING_TRACKS) expect(fr.has(`letters.dates.filing.${track}`), track).toBe(true);
	});

	it('list what is at hand or replaced, and nothing else', () => {
		const papers = [
			{ rule: 'LAW-DOCS-ID', state: 'impossible', note: ' carte consulaire ' },
			{ rule: 'LAW-DOCS-BIRTH', state: 'have' },
			{ rule: 'LAW-DOCS-ADDRESS', state: 'have', dated: '2026-05-01' },
			{ rule: 'LAW-DOCS-PHOTO', state: 'asked', note: 'demain' },
			{ rule: 'LAW-DOCS-CONTRACT', state: 'impossible' }
		];
		expect(enclosed(fieldsOf({ filing: { track: 'first' }, papers }), TODAY)).toEqual([
			{ rule: 'LAW-DOCS-BIRTH' },
			{ rule: 'LAW-DOCS-ID', instead: 'carte consulaire' }
		]);
	});

	it('give dates in their order, none of a complaint that is only considered', () => {
		const fields = fieldsOf({
			complaint: 'filed',
			complaintMonth: '2026-10',
			reflection: [{ step: 'accepted', from: '2026-09-01', to: '' }],
			dates: [
				{ event: 'oqtf', date: '2026-08-01' },
				{ event: 'judgment', date: '2026-11-15' }
			],
			filings: [
				{ track: 'card', step: 'filed', month: '2026-11' },
				{ track: 'asylum', step: 'preparing', month: '2026-01' }
			]
		});
		expect(datedFacts(fields)).toEqual([
			{ date: '2026-09-01', what: 'reflection.from' },
			{ date: '2026-10', what: 'complaint.filed' },
			{ date: '2026-11', what: 'filing.card' },
			{ date: '2026-11-15', what: 'event.judgment' }
		]);
		expect(datedFacts(fieldsOf({ complaint: 'considering', complaintMonth: '2026-10' }))).toEqual([]);
		expect(nameOf(fieldsOf({ familyName: 'Doe' }))).toBe('Doe');
		expect(nameOf(fieldsOf({}))).toBe('');
	});

	it('come back from their draft as they were typed', () => {
		fc.assert(
			fc.property(fc.record({ first: fc.string(), paper: fc.string() }, { requiredKeys: [] }), (written) => {
				expect(readWritten([writtenEdit(written)])).toEqual(written);
			})
		);
		expect(readWritten([])).toEqual({});
		expect(readWritten([{ path: 'letter', value: { first: 'x'.repeat(LETTER_MAX + 1) } }])).toEqual({});
		expect(letterScope('0123456789abcdefghijkl')).toMatch(/^[\w-]{1,40}$/);
	});
});
