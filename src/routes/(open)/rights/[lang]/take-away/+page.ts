import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';
import { standsAlone } from '$lib/rights/status';

export const prerender = 'auto';

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	if (!isLang(params.lang)) error(404);
	// Nothing of a draft goes on paper: the French stands in for it.
	const lang = standsAlone(params.lang) ? params.lang : 'fr';
	const [pack, french] = await Promise.all([
		loadPack(lang),
		loadPack('fr'),
		useCatalog('reader', 'topics', 'emergency', 'paper')
	]);
	return { asked: params.lang, lang, pack, french };
};
