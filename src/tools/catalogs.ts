/**
 * Checks the catalogs in `messages/` the way the build does: French and English have the same keys, every message is
 * valid ICU, both languages take the same arguments, and every key written in the code exists.
 */
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const LOCALES = ['fr', 'en'] as const;
type Tree = { readonly [key: string]: string | Tree };

/** Flat map of `catalog.key.path` → message; the root files have no prefix. */
export function readCatalogs(folder: string, locale: (typeof LOCALES)[number]): Map<string, string> {
	const messages = new Map<string, string>();
	for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		// The packs of rights have checks of their own (src/lib/rights/checks.ts).
		if (basename(file) !== `${locale}.json` || /^(rights|glossary)\b/.test(file)) continue;
		const prefix = dirname(file) === '.' ? '' : `${dirname(file)}.`;
		flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Tree, prefix, messages);
	}
	return messages;
}

/** One line for each thing wrong; empty when all is well. */
export function catalogFaults(root: string): string[] {
	const folder = join(root, 'messages');
	const [fr, en] = LOCALES.map((locale) => readCatalogs(folder, locale)) as [Map<string, string>, Map<string, string>];
	const faults: string[] = [];
	for (const key of new Set([...fr.keys(), ...en.keys()])) {
		const french = fr.get(key);
		const english = en.get(key);
		if (french === undefined || english === undefined) {
			faults.push(`${key}: missing in ${french === undefined ? 'French' : 'English'}`);
			continue;
		}
		if (french.trim() === '' || english.trim() === '') faults.push(`${key}: empty`);
		const takes = [french, english].map((message) => argumentsOf(message));
		if (takes.some((names) => names === null)) faults.push(`${key}: not valid ICU`);
		else if (String(takes[0]) !== String(takes[1]))
			faults.push(`${key}: French takes {${String(takes[0])}}, English {${String(takes[1])}}`);
	}
	for (const { file, key, partial } of keysUsed(join(root, 'src'))) {
		const known = partial ? [...fr.keys()].some((name) => name.startsWith(key)) : fr.has(key);
		if (!known) faults.push(`${key}: used in ${relative(root, file)} and in no catalog`);
	}
	return faults;
}

function flatten(tree: Tree, prefix: string, into: Map<string, string>): void {
	for (const [key, value] of Object.entries(tree)) {
		if (typeof value === 'string') into.set(prefix + key, value);
		else flatten(value, `${prefix}${key}.`, into);
	}
}

/** Sorted names of the arguments of a message, or `null` when it is not valid ICU. */
function argumentsOf(message: string): string[] | null {
	const names = new Set<string>();
	const visit = (elements: readonly MessageFormatElement[]): void => {
		for (const element of elements) {
			if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
			if (element.type === TYPE.select || element.type === TYPE.plural)
				for (const option of Object.values(element.options)) visit(option.value);
			if (element.type === TYPE.tag) visit(element.children);
		}
	};
	try {
		visit(parse(message));
	} catch {
		return null;
	}
	return [...names].sort();
}

/** Keys in `$t('…')`, and the fixed beginning of those in `` $t(`…${x}`) ``. */
function keysUsed(folder: string): { file: string; key: string; partial: boolean }[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(svelte|svelte\.ts)$/.test(name))
		.flatMap((name) => {
			const file = join(folder, name);
			const text = readFileSync(file, 'utf8');
			const whole = [...text.matchAll(/\$t\(\s*'([^']+)'/g)].map((match) => ({
				file,
				key: match[1] ?? '',
				partial: false
			}));
			const partial = [...text.matchAll(/\$t\(\s*`([^`$]+)\$\{/g)].map((match) => ({
				file,
				key: match[1] ?? '',
				partial: true
			}));
			return [...whole, ...partial];
		});
}
