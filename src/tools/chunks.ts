/**
 * How the app's code is cut into files. Left alone, the bundler makes a file for every set of pages that share a module,
 * most of them under 300 bytes; each costs a request of the first visit and of the offline copy.
 */
const LIB = 'src/lib/';

/** What every page needs and seldom changes. */
const FRAMEWORK =
	/node_modules\/(svelte|@sveltejs\/kit|svelte-i18n|intl-messageformat|@formatjs|esm-env|clsx|deepmerge)\//;

/** What every page needs and the home screen shows. */
const SHELL = new RegExp(
	[
		// What only voices or a team need comes with them.
		`${LIB}(platform/(?!badge|camera|code-reader|databases|picture|playback|recorder|save-file|speech|transport)|i18n/)`,
		`${LIB}state/open/(session|handover|lent|under-way)`,
		`${LIB}ui/(Page|Button|Notice|Disclosure|SelectField|edges|shell-context|emergency/FirstNumbers)`,
		'~icons/lucide/arrow-left'
	].join('|')
);

/** What every page of the reader of rights needs. */
const RIGHTS = new RegExp(
	`${LIB}rights/(languages|pack|status|reviewed|stale)\\.|messages/languages\\.json|rights/reviewed\\.ts`
);

/** The letters of the reader would bring all fields along, and a passphrase is asked for in few places. */
const FIELDS = new RegExp(`${LIB}ui/(?!fonts|PassphraseField|code/|team/)`);

/** What only a team shows: no open page carries it, and the list of cases none of the camera. */
const TEAM = new RegExp(`${LIB}ui/team/`);
const CODES = new RegExp(`${LIB}(ui/code/|platform/(camera|code-reader))`);

/** Small things of the reader that several pages share; none of them brings a library along. */
const SMALL = new RegExp(
	`${LIB}(domain/(result|civil-date)|platform/save-file|state/open/(reader|reading)|rights/(reading|versions|phones|numbers))`
);

/** Styles of the screens behind the passphrase and of reviewing: small, and one after the other on one visit. */
const STYLES = /src\/routes\/(\(vault\)|\(open\)\/(review|voices|law))\/.*type=style/;

/** Words that are read one after the other, or are too few for a file of their own; each language apart. */
const WORDS = [
	'reader|topics|paper|reviewed',
	'review|voices',
	'cases|team|storage|dates|frame|papers|minor|rounds|notes|ending|find|outcome',
	'letters|pack',
	'about|urgent'
].map((catalogs) => {
	const of = new RegExp(`messages/(${catalogs})/(fr|en)\\.json`);
	return { name: (id: string) => `words-${catalogs.split('|')[0]}-${of.exec(id)?.[2]}`, test: of };
});

export const CHUNKS = {
	groups: [
		...WORDS,
		{ name: 'styles', test: STYLES, priority: 4 },
		{ name: 'framework', test: FRAMEWORK, priority: 3 },
		{ name: 'shell', test: SHELL, priority: 2 },
		{ name: 'rights', test: RIGHTS, priority: 2 },
		{ name: 'small', test: SMALL, priority: 1 },
		{ name: 'icons', test: /~icons\/lucide\/(?!eye)/, minShareCount: 2, priority: 1 },
		{ name: 'codes', test: CODES },
		{ name: 'team', test: TEAM },
		{ name: 'fields', test: FIELDS, minShareCount: 2 }
	]
};
