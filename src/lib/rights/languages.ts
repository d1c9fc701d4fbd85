/** The languages the rights can be read in, in the order in which they are offered (docs/translations.md says what each is worth). */
import registry from '$messages/languages.json';

export type Lang = keyof typeof registry;

export interface Language {
	/** The language's own name: people know it, not a code or a flag. */
	readonly autonym: string;
	/** ISO 15924. */
	readonly script: string;
	readonly dir: 'ltr' | 'rtl';
	/** ISO 3166-1 or UN M.49. */
	readonly region: string;
	/** BCP 47 tag of the voice to look for on the phone. */
	readonly voice: string;
	/** Few of its speakers read it. */
	readonly audioFirst?: boolean;
}

export const LANGUAGES = registry as Readonly<Record<Lang, Language>>;
export const LANGS = Object.keys(registry) as readonly Lang[];

export function isLang(value: string): value is Lang {
	return Object.hasOwn(registry, value);
}
