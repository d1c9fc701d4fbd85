import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDS, fits, type FieldValue } from '../domain/case.ts';
import { civilDate } from '../domain/civil-date.ts';
import {
	lastDay,
	MAIL_ALONE,
	MAIL_PLACES,
	PACK_TRACKS,
	PACK_WAYS,
	PAPER_STATES,
	type Mailbox,
	type PackPlan,
	type Paper
} from '../domain/pack.ts';
import { DOCUMENTS } from '../law/documents.ts';
import { RULES } from '../law/sources/index.ts';
import { mailboxEdit, mailboxOf, packState, papersAsked, papersCount, papersOf, withPaper } from './papers.ts';
import type { Fields } from './values.ts';

const TODAY = civilDate('2026-12-01');
const version = (value: FieldValue, n = 0) => ({
	id: `x.${n}.0`,
	value,
	at: n,
	by: 'x',
	device: 'x',
	hlc: { ms: n, n: 0 }
});
const fieldsOf = (values: Readonly<Record<string, readonly FieldValue[]>>): Fields =>
	Object.fromEntries(Object.entries(values).map(([path, all]) => [path, all.map(version)]));
const SAFE = { letters: 'lawyer', sms: 'own-alone', email: 'association', alone: 'yes' } as const;
const all = (track: keyof typeof DOCUMENTS, state: Paper['state']) =>
	papersAsked({ track }).map((rule) => ({ rule, state }));

const day = fc.constantFrom('2026-01-31', '2026-05-31', '2026-06-01', '2026-11-30', '2026-12-01', '2027-03-01');
const paper = fc.record(
	{
		rule: fc.constantFrom(...new Set(Object.values(DOCUMENTS).flat())),
		state: fc.constantFrom(...PAPER_STATES),
		note: fc.constantFrom('', ' ', 'carte consulaire'),
		until: day,
		dated: day
	},
	{ requiredKeys: ['rule', 'state'] }
);
const papers = fc.uniqueArray(paper, { selector: ({ rule }) => rule, maxLength: 12 });
const place = fc.constantFrom(...MAIL_PLACES);
const mailbox = fc.record(
	{ letters: place, sms: place, email: place, alone: fc.constantFrom(...MAIL_ALONE) },
	{ requiredKeys: [] }
);
const plan = fc.record(
	{ track: fc.constantFrom(...PACK_TRACKS), way: fc.constantFrom(...PACK_WAYS) },
	{ requiredKeys: ['track'] }
);
interface Values {
	readonly filing: readonly PackPlan[];
	readonly papers: readonly (readonly Paper[])[];
	readonly mailbox: readonly Mailbox[];
}
const cases: fc.Arbitrary<Values> = fc.record({
	filing: fc.array(plan, { maxLength: 1 }),
	papers: fc.array(papers, { maxLength: 2 }),
	mailbox: fc.array(mailbox, { maxLength: 2 })
});
/** Nearly ready: what is drawn at random alone never is. */
const nearly: fc.Arbitrary<Values> = fc.constantFrom(...PACK_TRACKS).chain((track) =>
	fc.record({
		filing: fc.constant([{ track, way: 'paper' as const }]),
		papers: fc
			.tuple(
				...papersAsked({ track }).map((rule) =>
					fc.oneof(
						{ weight: 9, arbitrary: fc.constant<Paper>({ rule, state: 'have' }) },
						{ weight: 1, arbitrary: paper.map((one) => ({ ...one, rule })) }
					)
				)
			)
			.map((one) => [one]),
		mailbox: fc.oneof(fc.constant<Mailbox[]>([SAFE]), fc.array(mailbox, { maxLength: 2 }))
	})
);

describe('the papers of a request', () => {
	it('are rules that exist, and never the letter of the association', () => {
		const known = new Set(RULES.map(({ id }) => id));
		for (const track of PACK_TRACKS) {
			expect(papersAsked({ track }).length).toBeGreaterThan(3);
			for (const rule of DOCUMENTS[track]) expect(known.has(rule), rule).toBe(true);
			expect(DOCUMENTS[track]).not.toContain('LAW-DOCS-NEVER');
			expect(papersAsked({ track })).not.toContain('LAW-DOCS-ID-ALT');
		}
	});

	it('that nobody answered for are not asked for yet, never missing', () => {
		const { ready, open } = packState(fieldsOf({ filing: [{ track: 'first', way: 'online' }] }), TODAY);
		expect(ready).toBe(false);
		const gaps = open.flatMap((one) => (one.kind === 'paper' ? [one.why] : []));
		expect(new Set(gaps)).toEqual(new Set(['not-asked']));
		expect(papersCount(fieldsOf({}), TODAY)).toEqual({ n: 0, of: 0 });
	});

	it('fit a case, in bounds', () => {
		fc.assert(fc.property(papers, (some) => fits('papers', some)));
		expect(fits('papers', [{ rule: 'LAW-DOCS-ID', state: 'have', note: 'x'.repeat(121) }])).toBe(false);
		expect(fits('papers', [{ rule: 'passport', state: 'have' }])).toBe(false);
		expect(fits('papers', [{ rule: 'LAW-DOCS-ID', state: 'have', until: '2026-02-30' }])).toBe(false);
		expect(FIELDS.mailbox.safeParse({ ...SAFE, password: 'x' }).success).toBe(false);
		expect(fits('mailbox', { letters: 'exploiter' })).toBe(false);
	});

	it('have last days: of an address the day before six months are over', () => {
		const fields = fieldsOf({
			filing: [{ track: 'renewal' }],
			papers: [
				[
					{ rule: 'LAW-DOCS-ID', state: 'have', until: '2027-01-15' },
					{ rule: 'LAW-DOCS-ADDRESS', state: 'have', dated: '2026-06-10' },
					{ rule: 'LAW-DOCS-CARD', state: 'asked', until: '2026-12-02' },
					{ rule: 'LAW-DOCS-BIRTH', state: 'have', until: '2026-12-03' }
				]
			]
		});
		const late = packState(fields, civilDate('2026-12-10')).open;
		expect(late).toContainEqual({ kind: 'paper', rule: 'LAW-DOCS-ADDRESS', why: 'expired' });
		expect(packState(fields, civilDate('2026-12-09')).open).not.toContainEqual(
			expect.objectContaining({ rule: 'LAW-DOCS-ADDRESS' })
		);
	});

	it('said differently by two people are what the more cautious said, in whichever order they come', () => {
		const have = [{ rule: 'LAW-DOCS-ID', state: 'have' }];
		const asked = [{ rule: 'LAW-DOCS-ID', state: 'asked' }];
		expect(papersOf(fieldsOf({ papers: [have, asked] }))).toEqual(asked);
		fc.assert(
			fc.property(papers, papers, (a, b) => {
				expect(papersOf(fieldsOf({ papers: [a, b] }))).toEqual(papersOf(fieldsOf({ papers: [b, a] })));
			})
		);
		fc.assert(
			fc.property(mailbox, mailbox, (a, b) => {
				expect(mailboxOf(fieldsOf({ mailbox: [a, b] }))).toEqual(mailboxOf(fieldsOf({ mailbox: [b, a] })));
			})
		);
	});

	it('answered anew keep the others, and taken back are answered no more', () => {
		const some: Paper[] = [
			{ rule: 'LAW-DOCS-ID', state: 'have' },
			{ rule: 'LAW-DOCS-CARD', state: 'asked' }
		];
		expect(withPaper(some, 'LAW-DOCS-ID', { state: 'missing' })).toEqual([some[1], { ...some[0], state: 'missing' }]);
		expect(withPaper(some, 'LAW-DOCS-ID', null)).toEqual([some[1]]);
	});
});

describe('a pack', () => {
	it('is ready only if every paper is there or replaced and the post is safe, and then it is', () => {
		let seen = 0;
		fc.assert(
			fc.property(fc.oneof(cases, nearly), (values) => {
				const fields = fieldsOf({ ...values });
				const { ready, open } = packState(fields, TODAY);
				expect(ready).toBe(open.length === 0);
				const [chosen] = values.filing;
				const known = papersOf(fields);
				const good = papersAsked(chosen ?? null).every((rule) => {
					const one = known.find((paper) => paper.rule === rule);
					if (one?.state === 'impossible') return Boolean(one.note?.trim());
					return one?.state === 'have' && (lastDay(one) ?? TODAY) >= TODAY;
				});
				const boxes = values.mailbox;
				const safe =
					(['letters', 'sms', 'email'] as const).every(
						(post) =>
							boxes.some((box) => box[post] !== undefined) &&
							!boxes.some((box) => box[post] === 'unclear' || box[post] === 'somebody-else-opens')
					) &&
					boxes.some(({ alone }) => alone === 'yes') &&
					!boxes.some(({ alone }) => alone === 'no' || alone === 'unclear');
				expect(ready).toBe(chosen?.way !== undefined && good && safe);
				if (ready) seen += 1;
			}),
			{ numRuns: 1000 }
		);
		expect(seen).toBeGreaterThan(20);
	});

	it('is not ready while one answer about the post is missing, unclear or that somebody else opens it', () => {
		const base = { filing: [{ track: 'first', way: 'paper' }], papers: [all('first', 'have')] };
		expect(packState(fieldsOf({ ...base, mailbox: [SAFE] }), TODAY)).toEqual({ ready: true, open: [] });
		const told = (mailbox: FieldValue) => packState(fieldsOf({ ...base, mailbox: [mailbox] }), TODAY).open;
		expect(told({ ...SAFE, sms: 'somebody-else-opens' })).toEqual([{ kind: 'mail', which: 'sms', why: 'unsafe' }]);
		expect(told({ ...SAFE, email: 'unclear' })).toEqual([{ kind: 'mail', which: 'email', why: 'unclear' }]);
		expect(told({ ...SAFE, alone: 'unclear' })).toEqual([{ kind: 'mail', which: 'alone', why: 'unclear' }]);
		expect(told({ ...SAFE, alone: 'no' })).toEqual([{ kind: 'mail', which: 'alone', why: 'unsafe' }]);
		expect(told({})).toHaveLength(4);
		expect(mailboxEdit(fieldsOf({ mailbox: [{ letters: 'lawyer' }] }), { sms: 'trusted' })).toEqual({
			path: 'mailbox',
			value: { letters: 'lawyer', sms: 'trusted' },
			over: ['x.0.0']
		});
	});
});
