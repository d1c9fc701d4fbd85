/**
 * Locales, direction and catalogs. A catalog is one folder of `messages/` (the root files are the shell's own);
 * it is loaded for the current locale when a page asks for it, and again when the locale changes.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { addMessages, getLocaleFromNavigator, init, json, locale as current, _ } from 'svelte-i18n';
import { get, type Readable } from 'svelte/store';
import frenchShell from '$messages/fr.json';
import { pseudo, type Catalog } from './pseudo.ts';

/** `qps` is English mirrored and accented, to see untranslated words and left-to-right habits. */
export const LOCALES = ['fr', 'en', 'qps'] as const;
export type Locale = (typeof LOCALES)[number];
export type CatalogName =
	| 'law'
	| 'outcome'
	| 'outcomes'
	| 'permit'
	| 'urgent'
	| 'screening'
	| 'emergency'
	| 'cases'
	| 'files'
	| 'dates'
	| 'frame'
	| 'papers'
	| 'minor'
	| 'notes'
	| 'ending'
	| 'find'
	| 'letters'
	| 'pack'
	| 'about'
	| 'reader'
	| 'paper'
	| 'topics'
	| 'voices'
	| 'review'
	| 'reviewed'
	| 'team'
	| 'guard'
	| 'storage'
	| 'backup'
	| 'safety'
	| 'lock'
	| 'security'
	| 'rounds';

const RTL: readonly Locale[] = ['qps'];
const SHELL = '';
const files = import.meta.glob<Catalog>(
	['/messages/**/*.json', '!/messages/{fr,languages}.json', '!/messages/{rights,glossary,reviews}/**'],
	{ import: 'default' }
);
const used = new Set<CatalogName | typeof SHELL>([SHELL]);
const loaded = new Set<string>();
addMessages('fr', frenchShell);
loaded.add(keyOf(SHELL, 'fr'));
/** Layout and page load side by side: a page may ask for its words before the locale is known, or while it changes. */
let wanted: Locale = 'fr';

/** Left to itself the library has the browser load every locale it knows, a tenth of a cold start, to find the one it was given. */
IntlMessageFormat.resolveLocale = (tags) => new Intl.Locale(typeof tags === 'string' ? tags : (tags[0] ?? wanted));

/** Formats a message: `$t('permit.title', { values: { n: 2 } })`. */
export const t: typeof _ = _;
/** A whole branch of messages as it is written, not formatted: `$wordsOf('law.rules')`. For searching, not for showing. */
export const wordsOf = json as Readable<(path: string) => unknown>;
export const locale = current as Readable<Locale | null | undefined>;

export function isLocale(value: unknown): value is Locale {
	return LOCALES.some((known) => known === value);
}

export function directionOf(name: Locale): 'ltr' | 'rtl' {
	return RTL.includes(name) ? 'rtl' : 'ltr';
}

/** BCP 47 tag for `Intl` and the `lang` attribute. */
export function languageTag(name: Locale): string {
	return name === 'qps' ? 'en' : name;
}

/** French unless the phone speaks English first: the field works in French. */
export function preferredLocale(): Locale {
	const wanted = getLocaleFromNavigator()?.slice(0, 2);
	return wanted === 'en' ? 'en' : 'fr';
}

/** Shows the interface in this locale from the first page on; the page's own catalogs may have been asked for before or after. */
export async function startLocale(name: Locale): Promise<void> {
	wanted = name;
	await loadUsed(name);
	if (get(current) !== name) await init({ fallbackLocale: 'fr', initialLocale: name });
}

/** Switches the interface, with every catalog in use already loaded so that nothing flickers. */
export async function setLocale(name: Locale): Promise<void> {
	wanted = name;
	await loadUsed(name);
	if (wanted === name) await current.set(name);
}

/** Makes a catalog available on this page, now and after a change of locale. */
export async function useCatalog(...names: CatalogName[]): Promise<void> {
	for (const name of names) used.add(name);
	await Promise.all(names.map((name) => load(name, wanted)));
}

async function loadUsed(name: Locale): Promise<void> {
	await Promise.all([...used].map((catalog) => load(catalog, name)));
}

async function load(catalog: CatalogName | typeof SHELL, name: Locale): Promise<void> {
	const key = keyOf(catalog, name);
	if (loaded.has(key)) return;
	const source = name === 'qps' ? 'en' : name;
	const file = files[`/messages/${catalog === SHELL ? '' : `${catalog}/`}${source}.json`];
	if (!file) throw new Error(`no catalog ${catalog || 'shell'} in ${source}`);
	const words = name === 'qps' ? pseudo(await file()) : await file();
	addMessages(name, catalog === SHELL ? words : { [catalog]: words });
	loaded.add(key);
}

function keyOf(catalog: CatalogName | typeof SHELL, name: Locale): string {
	return `${catalog}/${name}`;
}
