import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import english from '$messages/rights/en.json';
import french from '$messages/rights/fr.json';
import { ruleById } from '$lib/law/sources';
import { faultsOf, TERMS, type Fault, type Glossary, type Target } from './checks.ts';
import { numbersOf } from './numbers.ts';
import fontLetters from './font-letters.json';
import { LANGS, LANGUAGES, type Lang } from './languages.ts';
import { sentences, TOPIC_IDS, type Pack } from './pack.ts';
import { RULES_OF } from './rules.ts';

const MESSAGES = fileURLToPath(new URL('../../../messages', import.meta.url));
const source: Pack = french;
const read = (folder: string, lang: string): unknown =>
	JSON.parse(readFileSync(join(MESSAGES, folder, `${lang}.json`), 'utf8'));

function target(lang: Lang): Target {
	return {
		pack: read('rights', lang) as Pack,
		glossary: read('glossary', lang) as Glossary,
		script: LANGUAGES[lang].script
	};
}

const faults = (lang: Lang, changed: Target = target(lang)): readonly Fault[] =>
	faultsOf(source, lang === 'en' ? source : english, changed);

/** The pack with one text put through `change`. */
function planted(lang: Lang, topic: (typeof TOPIC_IDS)[number], part: 'say' | 'end', change: (text: string) => string) {
	const intact = target(lang);
	const before = intact.pack.topics[topic];
	const text = before[part] ?? '';
	const after = { ...before, [part]: change(text) };
	expect(after[part]).not.toBe(text);
	return { ...intact, pack: { ...intact.pack, topics: { ...intact.pack.topics, [topic]: after } } };
}

describe('the French source', () => {
	it('says each thing in one sentence of at most fifteen words', () => {
		for (const id of TOPIC_IDS) expect(source.topics[id].say.split(/\s+/).length, id).toBeLessThanOrEqual(15);
	});

	it('never states a bare right or a promise, in either language', () => {
		const bare = (pack: Pack) =>
			sentences(pack).filter(([, text]) =>
				/\bvous (avez|aurez|recevrez|obtiendrez)\b|\byou (have|will)\b|\byou’ll\b/i.test(text)
			);
		expect(bare(source)).toEqual([]);
		expect(bare(english)).toEqual([]);
	});

	it('assumes nobody’s sex', () => {
		const gendered = sentences(source).filter(([, text]) =>
			/\b(forcée?|accompagnée?|hébergée?|obligée?|protégée?|logée?)\b|[·(]e\b/i.test(text)
		);
		expect(gendered.map(([place]) => place)).toEqual([]);
	});

	it('names for each right who grants it, on what condition and until when, or for none of the three', () => {
		for (const id of TOPIC_IDS) {
			const { who, condition, end } = source.topics[id];
			expect(new Set([who, condition, end].map((part) => part !== undefined)).size, id).toBe(1);
		}
	});

	it('rests on rules that exist, for every topic', () => {
		for (const id of TOPIC_IDS) {
			expect(RULES_OF[id].length, id).toBeGreaterThan(0);
			for (const rule of RULES_OF[id]) expect(ruleById(rule), rule).toBeDefined();
		}
	});
});

describe('the packs', () => {
	it('are those of the registry, each with a glossary', () => {
		const files = (folder: string) =>
			readdirSync(join(MESSAGES, folder))
				.map((file) => file.replace('.json', ''))
				.sort();
		expect(files('rights')).toEqual([...LANGS].sort());
		expect(files('glossary')).toEqual(LANGS.filter((lang) => lang !== 'fr').sort());
	});

	it.each(LANGS.filter((lang) => lang !== 'fr'))(
		'%s says what the French says, as far as a machine can tell',
		(lang) => {
			expect(faults(lang)).toEqual([]);
		}
	);

	it.each(LANGS.filter((lang) => lang !== 'fr'))('%s has a glossary that can find something', (lang) => {
		const { glossary } = target(lang);
		for (const list of [glossary.may, glossary.must, glossary.not]) expect(list.length).toBeGreaterThan(0);
		expect(Object.keys(glossary.terms).sort()).toEqual(Object.keys(TERMS).sort());
		expect(Object.keys(glossary.forbidden).length).toBeGreaterThanOrEqual(6);
	});

	it('are drawn in letters that the fonts have', () => {
		for (const [script, letters] of Object.entries(fontLetters)) {
			expect(
				existsSync(fileURLToPath(new URL(`../../../static/fonts/${script.toLowerCase()}.woff2`, import.meta.url)))
			).toBe(true);
			const held = new Set(letters);
			for (const lang of LANGS.filter((known) => LANGUAGES[known].script === script)) {
				const text = readFileSync(join(MESSAGES, 'rights', `${lang}.json`), 'utf8') + LANGUAGES[lang].autonym;
				const missing = [...new Set(text)].filter((char) => char > '\u007f' && !held.has(char));
				expect(missing, `${lang}: run node src/tools/fonts.ts`).toEqual([]);
			}
		}
	});
});

describe('a planted fault is found', () => {
	const kinds = (lang: Lang, changed: Target) => faults(lang, changed).map(({ kind }) => kind);

	it('a changed number, in any digits', () => {
		expect(
			kinds(
				'ro',
				planted('ro', 'reflection', 'say', (text) => text.replace('30', '31'))
			)
		).toContain('number');
		expect(
			kinds(
				'ar',
				planted('ar', 'reflection', 'say', (text) => text.replace('30', '٣١'))
			)
		).toContain('number');
		expect(
			kinds(
				'ar',
				planted('ar', 'reflection', 'say', (text) => text.replace('30', '٣٠'))
			)
		).toEqual([]);
	});

	it('a wrong phone', () => {
		const intact = target('en');
		const help = intact.pack.topics.help;
		const more = help.more.map((text) => text.replace('116 006', '116 060'));
		const changed = { ...intact, pack: { ...intact.pack, topics: { ...intact.pack.topics, help: { ...help, more } } } };
		expect(kinds('en', changed)).toEqual(['number']);
	});

	it('a dropped "not"', () => {
		expect(
			kinds(
				'en',
				planted('en', 'family', 'say', (text) => text.replace('does not give', 'gives'))
			)
		).toEqual(['not']);
		expect(
			kinds(
				'es-419',
				planted('es-419', 'family', 'say', (text) => text.replace(/\bno /i, ''))
			)
		).toContain('not');
		expect(
			kinds(
				'ru',
				planted('ru', 'removal', 'say', (text) => text.replace(' не ', ' '))
			)
		).toContain('not');
	});

	it('a "may" that became a "will"', () => {
		expect(
			kinds(
				'en',
				planted('en', 'reflection', 'say', (text) => text.replace('can offer', 'will offer'))
			)
		).toEqual(['may']);
		expect(
			kinds(
				'pt-BR',
				planted('pt-BR', 'reflection', 'say', (text) => text.replace('pode', 'vai'))
			)
		).toContain('may');
	});

	it('a forbidden rendering, an untranslated rest, another script, a lost sentence, a control of direction', () => {
		expect(
			kinds(
				'en',
				planted('en', 'police', 'say', (text) => `${text} A customer.`)
			)
		).toContain('forbidden');
		expect(
			kinds(
				'ro',
				planted('ro', 'stop', 'say', () => french.topics.stop.say)
			)
		).toContain('untranslated');
		expect(
			kinds(
				'bg',
				planted('bg', 'stop', 'say', () => 'Mozhe da sprete razgovora po vsyako vreme.')
			)
		).toContain('script');
		expect(
			kinds(
				'en',
				planted('en', 'permit', 'end', () => 'The card lasts 1 year.')
			)
		).toContain('sentences');
		expect(
			kinds(
				'ar',
				planted('ar', 'stop', 'say', (text) => `\u202b${text}`)
			)
		).toContain('control');
	});

	it('a missing text, an added one, an empty one', () => {
		const intact = target('en');
		const { stop } = intact.pack.topics;
		const withMore = (more: readonly string[]) => ({
			...intact,
			pack: { ...intact.pack, topics: { ...intact.pack.topics, stop: { ...stop, more } } }
		});
		expect(kinds('en', withMore(stop.more.slice(1)))).toContain('shape');
		expect(kinds('en', withMore([...stop.more, 'One more thing.']))).toEqual(['shape']);
		expect(
			kinds(
				'en',
				planted('en', 'stop', 'say', () => ' ')
			)
		).toEqual(['empty']);
	});
});

it('numbers are read whole', () => {
	expect(numbersOf('116 006, 17 et 112, 24 mois')).toEqual(['112', '116006', '17', '24']);
	expect(numbersOf('২৪ মাস')).toEqual(['24']);
});
