/**
 * `node src/tools/fonts.ts`: cuts the Noto fonts down to the letters the packs are written in, one file a script, into
 * `static/fonts/`, with the list of letters beside the registry. Run by hand when a pack gains a letter (a test says so);
 * the fonts and the cutter come from npm into the cache, so that nobody who only builds the app fetches them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'repit', 'fonts');
const CUTTER = 'subset-font@2.9.0';
/** ISO 15924 → the package of the font and its version. Latin, Greek and Cyrillic are on every phone. */
const FONTS: Readonly<Record<string, readonly [name: string, version: string]>> = {
	Arab: ['noto-sans-arabic', '0.4.3'],
	Beng: ['noto-sans-bengali', '0.4.4'],
	Ethi: ['noto-sans-ethiopic', '0.4.2'],
	Geor: ['noto-sans-georgian', '0.4.3'],
	Hans: ['noto-sans-sc', '0.4.3'],
	Taml: ['noto-sans-tamil', '0.4.3']
};

type Cut = (font: Buffer, text: string, options: { readonly targetFormat: 'woff2' }) => Promise<Buffer>;

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

mkdirSync(CACHE, { recursive: true });
writeFileSync(join(CACHE, 'package.json'), '{"private":true}');
const packages = Object.values(FONTS).map(([name, version]) => `@expo-google-fonts/${name}@${version}`);
execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', CUTTER, ...packages], { cwd: CACHE });
const cut = createRequire(join(CACHE, 'package.json'))('subset-font') as Cut;

const languages = read('messages', 'languages.json') as Record<
	string,
	{ readonly autonym: string; readonly script: string }
>;
mkdirSync(join(ROOT, 'static', 'fonts'), { recursive: true });
const letters: Record<string, string> = {};
for (const [script, [name]] of Object.entries(FONTS)) {
	const texts = Object.entries(languages)
		.filter(([, language]) => language.script === script)
		.map(([lang, { autonym }]) => autonym + readFileSync(join(ROOT, 'messages', 'rights', `${lang}.json`), 'utf8'));
	// Digits and marks too: a number in the middle of a sentence keeps its look.
	const all = [...new Set(texts.join(''))].filter((char) => char > '\u007f' || /[\d .,:;!?()-]/.test(char)).sort();
	letters[script] = all.filter((char) => char > '\u007f').join('');
	const folder = join(CACHE, 'node_modules', '@expo-google-fonts', name, '400Regular');
	const file = readdirSync(folder).find((entry) => entry.endsWith('.ttf')) ?? '';
	const font = await cut(readFileSync(join(folder, file)), all.join(''), { targetFormat: 'woff2' });
	writeFileSync(join(ROOT, 'static', 'fonts', `${script.toLowerCase()}.woff2`), font);
	if (script === 'Hans') {
		// The name of the language alone, for the list of languages.
		const name = Object.values(languages).find((language) => language.script === script)?.autonym ?? '';
		const small = await cut(readFileSync(join(folder, file)), name, { targetFormat: 'woff2' });
		writeFileSync(join(ROOT, 'static', 'fonts', 'hans-name.woff2'), small);
	}
	process.stdout.write(`${script}: ${all.length} letters, ${(font.length / 1000).toFixed(1)} kB\n`);
}
writeFileSync(join(ROOT, 'src', 'lib', 'rights', 'font-letters.json'), `${JSON.stringify(letters, null, '\t')}\n`);
