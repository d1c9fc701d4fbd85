import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWordLists, generatePassphrase, type WordLists } from '../crypto/passphrase.ts';
import { generateSigningKeys, importSigningKey } from '../crypto/suite.ts';
import { reveal } from '../crypto/redacted.ts';
import { civilDate } from '../domain/civil-date.ts';
import { readReview, writeReview, type RightsContent } from './file.ts';
import { checkCode, reviewerKey, sameCode, signingWords, type ReviewerKey } from './key.ts';
import { progressOf, rightsContent, standingOf } from './marks.ts';
import { openReviews, type Mark } from './store.ts';

const WORDS = 'abaisser abandon abdiquer abeille abolir aborder';
const HASH = '0123456789abcdef0123456789abcdef';
const content: RightsContent = {
	format: 'repit-review',
	version: 1,
	what: 'rights',
	lang: 'ro',
	source: HASH,
	text: HASH,
	sentences: 2,
	by: { name: 'Ioana', role: 'translator' },
	date: '2026-11-30',
	items: [
		{ place: 'stop.title', source: HASH, text: HASH, verdict: 'approved', back: 'S’arrêter' },
		{ place: 'stop.say', source: HASH, text: HASH, verdict: 'suggested', suggestion: 'Te poți opri.', remark: '“poți”' }
	]
};

let lists: WordLists;
let own: ReviewerKey;
let text: string;

beforeAll(async () => {
	lists = await loadWordLists();
	own = await reviewerKey(signingWords(WORDS, lists) ?? new Uint8Array(0));
	text = await writeReview(content, own.publicKey, own.signingKey);
});

describe('the key of a reviewer', () => {
	it('is the same for the same words, however they are typed, on any day: the code never changes', async () => {
		const again = await reviewerKey(
			signingWords('  ABAISSER abandon-abdiquer abeille  abolir aborder', lists) ?? own.publicKey
		);
		expect(again.publicKey).toEqual(own.publicKey);
		expect(await checkCode(own.publicKey)).toBe('0FB3-05H2-4GHW-MX12');
	});

	it('comes from six words of the lists and from nothing else', () => {
		for (const typed of [
			'',
			'abandon',
			`${WORDS} aborder`,
			'mon chat dort sur la table',
			WORDS.replace('abolir', 'abolire')
		])
			expect(signingWords(typed, lists), typed).toBeNull();
		expect(signingWords(generatePassphrase(lists.en), lists)).not.toBeNull();
	});

	it('has a code that is heard rightly in small letters and with O for 0, I for 1, and not with any sign changed', async () => {
		const code = await checkCode(own.publicKey);
		expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
		expect(sameCode(code.toLowerCase().replaceAll('-', ' '), code)).toBe(true);
		expect(sameCode('o1l2-0000-0000-0000', '0112-0000-0000-0000')).toBe(true);
		for (let at = 0; at < code.length; at += 1) {
			if (code[at] === '-') continue;
			expect(sameCode(code.slice(0, at) + (code[at] === '7' ? '8' : '7') + code.slice(at + 1), code)).toBe(false);
		}
	});
});

describe('a review file', () => {
	it('says what was signed, and by which key', async () => {
		expect(await readReview(text)).toEqual({ ok: true, value: { content, key: new Uint8Array(own.publicKey) } });
	});

	it('of version 1, as it was once kept, is still read, and written byte for byte the same', async () => {
		const sample = new URL('../../../tests/faults/samples/review-v1.json', import.meta.url);
		if (process.env['WRITE_SAMPLE']) writeFileSync(sample, text);
		const kept = readFileSync(sample, 'utf8');
		expect(kept).toBe(text);
		expect((await readReview(kept)).ok).toBe(true);
	});

	it('of which any one character is changed, added or taken away is refused', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(text.length - 1),
				fc.constantFrom('replace', 'insert', 'remove'),
				fc.string({ minLength: 1, maxLength: 1 }),
				async (at, how, sign) => {
					const changed =
						text.slice(0, at) + (how === 'remove' ? '' : sign) + text.slice(how === 'insert' ? at : at + 1);
					fc.pre(changed !== text);
					expect((await readReview(changed)).ok).toBe(false);
				}
			),
			{ numRuns: 400 }
		);
	});

	it('of which any one bit is changed is refused, each of them', async () => {
		const bytes = Buffer.from(text);
		for (let at = 0; at < bytes.length; at += 1) {
			const changed = Buffer.from(bytes);
			changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
			expect((await readReview(changed.toString('utf8'))).ok, `byte ${at}`).toBe(false);
		}
	});

	it.each([
		['foreign', 'not JSON at all'],
		['foreign', '[]'],
		['foreign', '{"format":"another"}'],
		['newer', JSON.stringify({ format: 'repit-review', version: 2 })],
		['too-large', ' '.repeat(1024 * 1024 + 1)]
	])('that is %s is refused as such', async (error, wrong) => {
		expect(await readReview(wrong)).toEqual({ ok: false, error });
	});

	it('in another layout, or that lacks a part, is damaged; signed by another key, or with other words, forged', async () => {
		const other = JSON.parse(text) as Record<string, unknown>;
		expect(await readReview(JSON.stringify(other))).toMatchObject({ error: 'damaged' });
		expect(await readReview(text.replace(/\t"date.*\n/, ''))).toMatchObject({ error: 'damaged' });
		expect(await readReview(text.replace('Ioana', 'Elena'))).toMatchObject({ error: 'forged' });
		expect(await readReview(text.replace('"verdict": "approved"', '"verdict": "suggested"'))).toMatchObject({
			error: 'damaged'
		});
		const keys = await generateSigningKeys();
		const forged = await writeReview(content, own.publicKey, await importSigningKey(reveal(keys.privateKey)));
		expect(await readReview(forged)).toMatchObject({ error: 'forged' });
	});

	it('is never written with a place twice, without items, or with words that are none', async () => {
		const [first] = content.items;
		for (const items of [
			[],
			[first!, first!],
			[{ ...first!, verdict: 'suggested' as const }],
			[{ ...first!, remark: '  ' }]
		])
			await expect(writeReview({ ...content, items }, own.publicKey, own.signingKey)).rejects.toThrow();
	});
});

describe('an unfinished review', () => {
	const present = { place: 'stop.say', source: HASH, text: HASH, words: 'Te poți opri' };
	const mark: Mark = {
		...{ subject: 'ro', place: 'stop.say', source: HASH, text: HASH },
		...{ verdict: 'approved', suggestion: '', back: ' on peut arrêter ', remark: '' }
	};

	it('counts a verdict only on the words of today, and a suggestion only where it says something else', () => {
		expect(standingOf(undefined, present)).toBe('todo');
		expect(standingOf({ ...mark, verdict: null }, present)).toBe('todo');
		expect(standingOf(mark, present)).toBe('approved');
		expect(standingOf(mark, { ...present, text: 'f'.repeat(32) })).toBe('moved');
		expect(standingOf(mark, { ...present, source: 'f'.repeat(32) })).toBe('moved');
		expect(standingOf({ ...mark, verdict: 'suggested', suggestion: ' Te poți opri ' }, present)).toBe('unsaid');
		expect(standingOf({ ...mark, verdict: 'suggested', suggestion: 'Poți să te oprești' }, present)).toBe('suggested');
	});

	it('goes into the file as far as it has come, and no further', () => {
		const sentences = [
			{ ...present, french: 'a' },
			{ ...present, place: 'stop.title', french: 'b' }
		];
		const signer = { name: ' Ioana ', role: 'mediator', date: civilDate('2026-11-30') } as const;
		const marks = new Map([[mark.place, mark]]);
		expect(progressOf(sentences, marks)).toEqual({ done: 1, of: 2, approved: 1, suggested: 0 });
		const made = rightsContent('ro', { source: HASH, text: HASH, sentences }, marks, signer);
		expect(made.by).toEqual({ name: 'Ioana', role: 'mediator' });
		expect(made.items).toEqual([
			{ place: 'stop.say', source: HASH, text: HASH, verdict: 'approved', back: 'on peut arrêter' }
		]);
	});

	it('is found again by another connection, language by language, until it is deleted', async () => {
		const phone = { indexedDB: new IDBFactory(), IDBKeyRange };
		const store = openReviews(phone);
		expect(await store.put(mark)).toBe(true);
		expect(await store.put({ ...mark, place: 'stop.title', verdict: null })).toBe(true);
		expect(await store.put({ ...mark, subject: 'law', place: 'LAW-FREE' })).toBe(true);
		store.close();
		const later = openReviews(phone);
		expect(await later.marks('ro')).toHaveLength(2);
		expect([...(await later.counts())]).toEqual([
			['law', 1],
			['ro', 1]
		]);
		expect(await later.clear('ro')).toBe(true);
		expect(await later.marks('ro')).toEqual([]);
		expect(await later.marks('law')).toHaveLength(1);
		later.close();
	});

	it('that cannot be kept says so', async () => {
		const indexedDB = { open: () => { throw new DOMException('no', 'SecurityError'); } } as unknown as IDBFactory; // prettier-ignore
		const store = openReviews({ indexedDB, IDBKeyRange });
		expect(await store.put(mark)).toBe(false);
		expect(await store.marks('ro')).toBeNull();
	});
});
