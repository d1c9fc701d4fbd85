/** The words of the screens for the browser tests, from the same catalogs: a test names a key, never a sentence. */
import { readCatalogs } from '../../src/tools/catalogs.ts';

export type Language = 'fr' | 'en';
/** `say('screening.nav.list')`; arguments replace `{name}`, no plural is needed here. */
export type Say = (key: string, values?: Readonly<Record<string, string>>) => string;

const catalogs = { fr: readCatalogs('messages', 'fr'), en: readCatalogs('messages', 'en') };

export function wordsOf(language: Language): Say {
	return (key, values = {}) => {
		const message = catalogs[language].get(key);
		if (message === undefined) throw new Error(`no words for ${key}`);
		return message.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
	};
}
