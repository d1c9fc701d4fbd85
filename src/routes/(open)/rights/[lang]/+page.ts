import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang, LANGS } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';
import { standsAlone } from '$lib/rights/status';

export const prerender = 'auto';
export const entries = () => LANGS.map((lang) => ({ lang }));

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	if (!isLang(params.lang)) error(404);
	// Nothing of a draft stands alone: its topics are named in the language of the interface, and the pack is not even fetched.
	const [pack] = await Promise.all([
		standsAlone(params.lang) ? loadPack(params.lang) : null,
		useCatalog('reader', 'topics')
	]);
	return { lang: params.lang, pack };
};
