import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reveal } from '../lib/crypto/redacted.ts';
import { generateSigningKeys, importSigningKey, type SigningKey } from '../lib/crypto/suite.ts';
import { civilDate } from '../lib/domain/civil-date.ts';
import { canonical } from '../lib/review/canonical.ts';
import { writeReview, type RightsContent } from '../lib/review/file.ts';
import { checkCode } from '../lib/review/key.ts';
import { lawContent, rightsContent, type Present } from '../lib/review/marks.ts';
import type { Mark } from '../lib/review/store.ts';
import { mergeReview } from './merge-review.ts';
import { derived, lawOf, packOf, RESULTS } from './reviews.ts';

interface Reviewer {
	readonly publicKey: Uint8Array;
	readonly key: SigningKey;
	readonly code: string;
}
type Role = RightsContent['by']['role'];

const ROOT = process.cwd();
const ALL = () => true;
let ioana: Reviewer;
let awa: Reviewer;
let root: string;

beforeAll(async () => {
	[ioana, awa] = await Promise.all([reviewer(), reviewer()]);
});
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'repit-merge-'));
	cpSync(join(ROOT, 'messages'), join(root, 'messages'), { recursive: true });
	rmSync(join(root, 'messages', 'reviews'), { recursive: true, force: true });
	for (const folder of ['rights', 'law']) mkdirSync(join(root, 'src', 'lib', folder), { recursive: true });
});
afterEach(() => {
	rmSync(root, { recursive: true, force: true });
});

async function reviewer(): Promise<Reviewer> {
	const { publicKey, privateKey } = await generateSigningKeys();
	return { publicKey, key: await importSigningKey(reveal(privateKey)), code: await checkCode(publicKey) };
}

function marked(presents: readonly Present[], verdict: Mark['verdict'], suggestion = ''): Map<string, Mark> {
	return new Map(
		presents.map(({ place, source, text }) => [
			place,
			{ subject: '', place, source, text, verdict, suggestion, back: '', remark: '' }
		])
	);
}

/** A file signed by `who`, on the texts of `root`. */
async function signed(who: Reviewer, role: Role, date: string, which: (place: string) => boolean = ALL, lang = 'ro') {
	const texts = (await packOf(root, lang))!;
	const marks = marked(
		texts.sentences.filter(({ place }) => which(place)),
		'approved'
	);
	return written(who, rightsContent(lang, texts, marks, { name: 'Someone', role, date: civilDate(date) }));
}

async function written(who: Reviewer, content: Parameters<typeof writeReview>[0]): Promise<string> {
	const file = join(root, 'sent.json');
	writeFileSync(file, await writeReview(content, who.publicKey, who.key));
	return file;
}

const result = (what: keyof typeof RESULTS) => JSON.parse(readFileSync(join(root, RESULTS[what]), 'utf8')) as unknown;

/** Changes one text of the copy. */
function edit(
	file: string,
	change: (pack: Record<'topics' | 'rules', Record<string, Record<string, unknown>>>) => void
) {
	const path = join(root, 'messages', file);
	const pack = JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof change>[0];
	change(pack);
	writeFileSync(path, JSON.stringify(pack));
}

describe('the reviews filed in this project', () => {
	it('bear their signatures, stand in their place, and come to exactly what the app is told', async () => {
		const { faults, ...come } = await derived(ROOT);
		expect(faults).toEqual([]);
		for (const [what, file] of Object.entries(RESULTS))
			expect(JSON.parse(readFileSync(join(ROOT, file), 'utf8')), 'run node src/tools/merge-review.ts').toEqual(
				come[what as keyof typeof RESULTS]
			);
	});
});

describe('a pack', () => {
	it('is reviewed when a translator and a mediator have approved every sentence, in one file or several', async () => {
		await mergeReview(root, await signed(ioana, 'translator', '2026-11-01'), ioana.code);
		expect(result('rights')).toEqual({});
		await mergeReview(root, await signed(awa, 'mediator', '2026-11-02', (place) => place < 'm'), awa.code);
		expect(result('rights')).toEqual({});
		const { drafts } = result('counts') as { drafts: number };
		await mergeReview(root, await signed(awa, 'mediator', '2026-11-03', (place) => place >= 'm'), awa.code);
		expect(result('counts')).toEqual({ reviewed: 1, drafts: drafts - 1 });
		expect(result('rights')).toEqual({
			ro: {
				translator: '2026-11-01',
				mediator: '2026-11-03',
				source: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
				changed: []
			}
		});
	});

	it('of which one sentence has changed since, there or in the French, is stale in that topic only; read again, it is whole', async () => {
		await mergeReview(root, await signed(ioana, 'translator', '2026-11-01'), ioana.code);
		await mergeReview(root, await signed(awa, 'mediator', '2026-11-02'), awa.code);
		edit('rights/ro.json', ({ topics }) => (topics['exit']!['say'] = 'Altfel.'));
		edit('rights/fr.json', ({ topics }) => (topics['money']!['title'] = 'L’argent, autrement'));
		expect((await derived(root)).rights['ro']?.changed).toEqual(['exit', 'money']);
		const anew = (place: string) => place === 'exit.say' || place === 'money.title';
		await mergeReview(root, await signed(ioana, 'translator', '2026-11-05', anew), ioana.code);
		expect((await derived(root)).rights['ro']?.changed).toEqual(['exit', 'money']);
		await mergeReview(root, await signed(awa, 'mediator', '2026-11-06', anew), awa.code);
		expect(result('rights')).toMatchObject({ ro: { translator: '2026-11-05', mediator: '2026-11-06', changed: [] } });
	});

	it('loses an approval that its giver has taken back with other words', async () => {
		await mergeReview(root, await signed(ioana, 'translator', '2026-11-01'), ioana.code);
		await mergeReview(root, await signed(awa, 'mediator', '2026-11-02'), awa.code);
		const texts = (await packOf(root, 'ro'))!;
		const marks = marked(texts.sentences.slice(-1), 'suggested', 'Mai bine așa.');
		const signer = { name: 'Someone', role: 'mediator', date: civilDate('2026-11-02') } as const;
		const { lines } = await mergeReview(root, await written(awa, rightsContent('ro', texts, marks, signer)), awa.code);
		expect(lines).toContain('  + Mai bine așa.');
		expect((await derived(root)).rights['ro']?.changed).toEqual(['help']);
		expect(readdirSync(join(root, 'messages/reviews/ro'))).toContain(`2026-11-02-mediator-${awa.code}.2.json`);
	});

	it('that is plain says when a lawyer has signed all of it as it stands, and is none the less plain', async () => {
		await mergeReview(root, await signed(awa, 'lawyer', '2026-11-02', ALL, 'fr'), awa.code);
		expect(result('rights')).toMatchObject({ fr: { lawyer: '2026-11-02', changed: [] } });
		edit('rights/fr.json', ({ topics }) => (topics['money']!['title'] = 'L’argent, autrement'));
		expect((await derived(root)).rights).toEqual({});
	});
});

describe('a rule of law', () => {
	it('is signed as it stands, and is not once a word of it in either language has changed', async () => {
		const texts = await lawOf(root);
		const read = [...texts.hashes].slice(0, 3).map(([place, text]) => ({ place, source: text, text, words: '' }));
		const signer = { name: 'Someone', role: 'jurist', date: civilDate('2026-11-02') } as const;
		const ids = read.map(({ place }) => place);
		await mergeReview(root, await written(awa, lawContent(texts, marked(read, 'approved'), signer)), awa.code);
		expect(result('law')).toEqual({ jurist: { '2026-11-02': ids } });
		edit('law/en.json', ({ rules }) => (rules[ids[1]!]!['title'] = 'Otherwise'));
		expect((await derived(root)).law).toEqual({ jurist: { '2026-11-02': [ids[0], ids[2]] } });
	});
});

describe('a review that is not filed', () => {
	const nothingFiled = () => {
		expect(readdirSync(join(root, 'messages'))).not.toContain('reviews');
	};

	it('has another check code, or none was asked for by phone', async () => {
		const file = await signed(ioana, 'translator', '2026-11-01');
		for (const code of [awa.code, undefined, '']) {
			const { ok, lines } = await mergeReview(root, file, code);
			expect([ok, lines[0]]).toEqual([false, expect.stringContaining('refused') as string]);
		}
		nothingFiled();
	});

	it('is damaged, forged, of another copy or of no language here', async () => {
		const file = await signed(ioana, 'translator', '2026-11-01', (place) => place === 'stop.say');
		const text = readFileSync(file, 'utf8');
		writeFileSync(file, text.replace('Someone', 'Another'));
		expect((await mergeReview(root, file, ioana.code)).lines[0]).toContain('signature');
		writeFileSync(file, text.replace('\n', '\r\n'));
		expect((await mergeReview(root, file, ioana.code)).lines[0]).toContain('not as it was signed');
		writeFileSync(file, text);
		edit('rights/ro.json', ({ topics }) => (topics['stop']!['say'] = 'Altfel.'));
		expect((await mergeReview(root, file, ioana.code)).lines[0]).toContain('texts of today');
		nothingFiled();
	});

	it('is by a key that has signed in the other role', async () => {
		await mergeReview(root, await signed(ioana, 'translator', '2026-11-01'), ioana.code);
		const { ok, lines } = await mergeReview(root, await signed(ioana, 'mediator', '2026-11-02'), ioana.code);
		expect([ok, lines[0]]).toEqual([false, expect.stringContaining('two people') as string]);
		expect(readdirSync(join(root, 'messages/reviews/ro'))).toHaveLength(1);
	});
});

describe('a bad review planted among the filed ones', () => {
	const plant = (name: string, text: string) => {
		mkdirSync(join(root, 'messages/reviews/ro'), { recursive: true });
		writeFileSync(join(root, 'messages/reviews/ro', name), text);
	};
	const faults = async () => (await derived(root)).faults.join();

	it('is found by its signature, by a changed sentence, by its name', async () => {
		const text = readFileSync(await signed(ioana, 'translator', '2026-11-01'), 'utf8');
		const name = `2026-11-01-translator-${ioana.code}.json`;
		plant(name, text);
		expect(await faults()).toBe('');
		const other = JSON.parse(text) as { signature: string; items: { text: string }[] };
		plant(
			name,
			canonical({ ...other, signature: other.signature.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')) })
		);
		expect(await faults()).toContain('forged');
		plant(name, canonical({ ...other, items: other.items.map((item) => ({ ...item, text: 'f'.repeat(32) })) }));
		expect(await faults()).toContain('forged');
		plant(name, text);
		plant(`2026-11-01-translator-${awa.code}.json`, text);
		expect(await faults()).toContain('another name');
	});

	it('is found when one key is both readers', async () => {
		for (const [role, date] of [['translator', '2026-11-01'] as const, ['mediator', '2026-11-02'] as const])
			plant(`${date}-${role}-${ioana.code}.json`, readFileSync(await signed(ioana, role, date), 'utf8'));
		expect(await faults()).toContain('translator and as mediator');
	});
});
