/** Packs are fetched when their language is opened; all of them are in the offline copy. */
import type { Lang } from './languages.ts';
import type { Pack } from './pack.ts';

const files = import.meta.glob<Pack>('/messages/rights/*.json', { import: 'default' });

export async function loadPack(lang: Lang): Promise<Pack> {
	const file = files[`/messages/rights/${lang}.json`];
	if (!file) throw new Error(`no pack in ${lang}`);
	return file();
}
