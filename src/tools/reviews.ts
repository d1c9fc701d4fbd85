/** The filed reviews of a copy of the project, verified again each time, and what they come to for its texts of today. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RULES } from '../lib/law/sources/index.ts';
import type { SignedRules } from '../lib/law/reviewed.ts';
import { keysInBothRoles, packReview, signedRules, type Filed } from '../lib/review/derive.ts';
import { readReview, type LawContent, type ReviewContent, type RightsContent } from '../lib/review/file.ts';
import { lawTexts, packTexts, type LawTexts, type PackTexts, type RuleTexts } from '../lib/review/hashes.ts';
import { checkCode } from '../lib/review/key.ts';
import type { Pack } from '../lib/rights/pack.ts';
import type { PackReview } from '../lib/rights/status.ts';

export const FILED = join('messages', 'reviews');
export const RESULTS = {
	rights: join('src', 'lib', 'rights', 'reviewed.json'),
	counts: join('src', 'lib', 'rights', 'counts.json'),
	law: join('src', 'lib', 'law', 'reviewed.json')
} as const;
const PLAIN: readonly string[] = ['fr', 'en'];

interface AllFiled {
	readonly rights: Readonly<Record<string, readonly Filed<RightsContent>[]>>;
	readonly law: readonly Filed<LawContent>[];
	/** What must not stand there, one line each. */
	readonly faults: readonly string[];
}

export function nameOf({ date, by }: ReviewContent, code: string, n: number): string {
	return `${date}-${by.role}-${code}${n > 1 ? `.${n}` : ''}.json`;
}

/** Every filed review whose signature holds, in the order of filing; a file that is none, or is filed under another name, is a fault. */
export async function filedReviews(root: string): Promise<AllFiled> {
	const rights: Record<string, Filed<RightsContent>[]> = {};
	const law: Filed<LawContent>[] = [];
	const faults: string[] = [];
	for (const file of filesUnder(join(root, FILED))) {
		const name = relative(join(root, FILED), file);
		const read = await readReview(readFileSync(file, 'utf8'));
		if (!read.ok) {
			faults.push(`${name} is ${read.error}`);
			continue;
		}
		const { content } = read.value;
		const code = await checkCode(read.value.key);
		const folder = content.what === 'law' ? 'law' : content.lang;
		if (name !== join(folder, nameOf(content, code, ordinalOf(name))))
			faults.push(`${name} is filed under another name`);
		else if (content.what === 'law') law.push({ content, code });
		else (rights[content.lang] ??= []).push({ content, code });
	}
	for (const [lang, filed] of Object.entries(rights))
		for (const code of keysInBothRoles(filed)) faults.push(`${lang}: ${code} has signed as translator and as mediator`);
	return { rights, law, faults };
}

/** What the app is to be told. */
export async function derived(root: string): Promise<{
	readonly rights: Readonly<Record<string, PackReview>>;
	/** Languages beside French and English. */
	readonly counts: { readonly reviewed: number; readonly drafts: number };
	readonly law: SignedRules;
	readonly faults: readonly string[];
}> {
	const { rights, law, faults } = await filedReviews(root);
	const found: Record<string, PackReview> = {};
	const wrong = [...faults];
	for (const [lang, filed] of Object.entries(rights)) {
		const texts = await packOf(root, lang);
		const review = texts && packReview(filed, texts, PLAIN.includes(lang));
		if (!texts) wrong.push(`${lang}: there is no such pack`);
		if (review) found[lang] = review;
	}
	const others = Object.keys(json(root, 'languages.json') as object).filter((lang) => !PLAIN.includes(lang));
	const reviewed = others.filter((lang) => found[lang]?.mediator).length;
	const counts = { reviewed, drafts: others.length - reviewed };
	return { rights: found, counts, law: law.length > 0 ? signedRules(law, await lawOf(root)) : {}, faults: wrong };
}

/** `null` where the language has no pack. */
export async function packOf(root: string, lang: string): Promise<PackTexts | null> {
	if (!Object.hasOwn(json(root, 'languages.json') as object, lang)) return null;
	return packTexts(json(root, 'rights', 'fr.json') as Pack, json(root, 'rights', `${lang}.json`) as Pack);
}

export async function lawOf(root: string): Promise<LawTexts> {
	return lawTexts(RULES, { fr: rulesIn(root, 'fr'), en: rulesIn(root, 'en') });
}

export function rulesIn(root: string, locale: 'fr' | 'en'): RuleTexts['fr'] {
	return (json(root, 'law', `${locale}.json`) as { readonly rules: RuleTexts['fr'] }).rules;
}

function json(root: string, ...path: readonly string[]): unknown {
	return JSON.parse(readFileSync(join(root, 'messages', ...path), 'utf8'));
}

function filesUnder(folder: string): readonly string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort((a, b) => (stem(a) === stem(b) ? ordinalOf(a) - ordinalOf(b) : stem(a) < stem(b) ? -1 : 1));
}

function stem(name: string): string {
	return name.replace(/(\.\d+)?\.json$/, '');
}

/** The second review of one person on one day is `….2.json`. */
function ordinalOf(name: string): number {
	return Number(/\.(\d+)\.json$/.exec(name)?.[1] ?? 1);
}
