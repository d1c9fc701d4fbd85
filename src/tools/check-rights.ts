/**
 * `node src/tools/check-rights.ts [lang …]`: what the automatic checks find in the packs, one fault a line. With `--modality`, the
 * table of what may, must and must not be: the word in French, the word that renders it, and both sentences.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultsOf, modalityOf, type Glossary } from '../lib/rights/checks.ts';
import { sentences, type Pack } from '../lib/rights/pack.ts';

const MESSAGES = fileURLToPath(new URL('../../messages', import.meta.url));
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(MESSAGES, ...path), 'utf8'));
const languages = read('languages.json') as Record<string, { readonly script: string }>;
const source = read('rights', 'fr.json') as Pack;
const english = read('rights', 'en.json') as Pack;

let count = 0;
const table = process.argv.includes('--modality');
const asked = process.argv.slice(2).filter((argument) => argument !== '--modality');
for (const lang of asked.length > 0 ? asked : Object.keys(languages).filter((known) => known !== 'fr')) {
	const file = `${lang}.json`;
	if (!existsSync(join(MESSAGES, 'rights', file))) continue;
	const target = {
		pack: read('rights', file) as Pack,
		glossary: read('glossary', file) as Glossary,
		script: languages[lang]?.script ?? '?'
	};
	if (table) {
		const words = new Map(sentences(target.pack));
		for (const [place, french] of sentences(source)) {
			const text = words.get(place) ?? '';
			for (const { kind, source: word, found } of modalityOf(place, french, text, target.glossary))
				process.stdout.write(`${lang} | ${place} | ${kind} | ${word} → ${found ?? '—'} | ${french} | ${text}\n`);
		}
	}
	for (const { place, kind, detail } of faultsOf(source, lang === 'en' ? source : english, target)) {
		process.stdout.write(`${lang} ${place}: ${kind}: ${detail}\n`);
		count += 1;
	}
}
process.stdout.write(count === 0 ? 'no faults\n' : `${count} faults\n`);
process.exitCode = count === 0 ? 0 : 1;
