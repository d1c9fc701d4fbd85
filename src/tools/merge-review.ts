/**
 * `node src/tools/merge-review.ts <file> --code <check code>`: checks a signed review, says what it holds, files it under
 * `messages/reviews/`, and works out anew what all filed reviews come to (`RESULTS`).
 * The code is the one the reviewer has said by phone. Without a file, it only works out anew. A test does the same and compares.
 * Suggestions are printed, never applied: a text is changed by hand, beside its French.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { canonical } from '../lib/review/canonical.ts';
import { keysInBothRoles } from '../lib/review/derive.ts';
import { readReview, type Refusal, type ReviewContent } from '../lib/review/file.ts';
import { checkCode, sameCode } from '../lib/review/key.ts';
import type { RuleWords } from '../lib/review/hashes.ts';
import { derived, FILED, filedReviews, lawOf, nameOf, packOf, RESULTS, rulesIn } from './reviews.ts';
import { linesOf, tally, type Item } from './review-lines.ts';

const WHY: Readonly<Record<Refusal, string>> = {
	'too-large': 'it is larger than a review can be',
	foreign: 'it is not a review made by this app',
	newer: 'it was made by a newer version of the app; bring this copy up to date first',
	damaged:
		'it is not as it was signed: something has changed it on the way; have it sent again, untouched, as an attachment',
	forged: 'its signature is not that of its text; have it sent again, and call the person'
};

/** Lines to print, and whether the review was filed. */
export async function mergeReview(
	root: string,
	file: string | undefined,
	code: string | undefined
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
	const refuse = (why: string) => ({ ok: false, lines: [`refused: ${why}`] });
	if (file === undefined) return { ok: true, lines: await writeDerived(root) };
	if (code === undefined)
		return refuse('the check code is missing; ask the reviewer for it by phone, then give it after --code');
	const text = readFileSync(file, 'utf8');
	const read = await readReview(text);
	if (!read.ok) return refuse(WHY[read.error]);
	const { content, key } = read.value;
	const own = await checkCode(key);
	if (!sameCode(code, own))
		return refuse(
			'the check code is not that of its key: it was signed by another key than the person’s who has called'
		);
	const items = await present(root, content);
	if (items === null) return refuse(`there is no pack in ${content.what === 'rights' ? content.lang : '?'}`);
	if (!items.some((item) => item.current))
		return refuse('none of it is about the texts of today: they have all changed since, or it is about another copy');
	if (content.what === 'rights') {
		const filed = (await filedReviews(root)).rights[content.lang] ?? [];
		const doubled = keysInBothRoles([...filed, { content, code: own }]);
		if (doubled.includes(own))
			return refuse(
				'this key has already signed in the other role for this language: the two readers must be two people'
			);
	}
	const place = placeFor(root, content, own, text);
	mkdirSync(dirname(place), { recursive: true });
	writeFileSync(place, text);
	return {
		ok: true,
		lines: [
			`${content.by.name}, ${content.by.role}, ${content.date}, key ${own}`,
			...linesOf(items),
			tally(items),
			`filed as ${relative(root, place)}`,
			...(await writeDerived(root))
		]
	};
}

/** Each item beside the text of today; `null` where there is no such language. */
async function present(root: string, content: ReviewContent): Promise<readonly Item[] | null> {
	if (content.what === 'law') {
		const { hashes } = await lawOf(root);
		const words: Readonly<Record<string, RuleWords>> = rulesIn(root, 'fr');
		return content.items.map((item) => ({
			place: item.rule,
			now: words[item.rule]?.['text'] ?? '',
			current: hashes.get(item.rule) === item.text,
			...item
		}));
	}
	const texts = await packOf(root, content.lang);
	return (
		texts &&
		content.items.map((item) => {
			const now = texts.sentences.find(({ place }) => place === item.place);
			return { now: now?.words ?? '', current: now?.source === item.source && now.text === item.text, ...item };
		})
	);
}

/** Where it is filed; several of one person on one day stand side by side. */
function placeFor(root: string, content: ReviewContent, code: string, text: string): string {
	for (let n = 1; ; n += 1) {
		const place = join(root, FILED, content.what === 'law' ? 'law' : content.lang, nameOf(content, code, n));
		if (!existsSync(place) || readFileSync(place, 'utf8') === text) return place;
	}
}

async function writeDerived(root: string): Promise<readonly string[]> {
	const { rights, counts, law, faults } = await derived(root);
	if (faults.length > 0) return faults.map((fault) => `fault: ${fault}`);
	writeFileSync(join(root, RESULTS.rights), canonical(rights));
	writeFileSync(join(root, RESULTS.counts), canonical(counts));
	writeFileSync(join(root, RESULTS.law), canonical(law));
	const packs = Object.entries(rights).map(
		([lang, { changed }]) => `${lang}: ${changed.length === 0 ? 'reviewed' : `changed since: ${changed.join(', ')}`}`
	);
	const rules = Object.values(law).flatMap((days) => Object.values(days).flat());
	return [...(packs.length > 0 ? packs : ['no text is reviewed']), `${rules.length} rules signed as they stand`];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { values, positionals } = parseArgs({ allowPositionals: true, options: { code: { type: 'string' } } });
	const root = fileURLToPath(new URL('../..', import.meta.url));
	const { ok, lines } = await mergeReview(root, positionals[0], values.code);
	process.stdout.write(`${lines.join('\n')}\n`);
	process.exitCode = ok && !lines.some((line) => line.startsWith('fault:')) ? 0 : 1;
}
