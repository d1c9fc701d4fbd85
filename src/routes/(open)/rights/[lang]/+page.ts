import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang, LANGS } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';
import { standsAlone } from '$lib/rights/status';

export const prerender = 'auto';
export const entries = () => LANGS.map((lang) => ({ lang }));

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	await useCatalog('reader');
	if (!isLang(params.lang)) error(404);
	// The titles of a draft are never shown: the French ones lead.
	const shownIn = standsAlone(params.lang) ? params.lang : 'fr';
	return { lang: params.lang, shownIn, pack: await loadPack(shownIn) };
};
