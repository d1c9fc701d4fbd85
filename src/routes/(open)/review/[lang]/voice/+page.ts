import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';

/** Drawn by the shell: it needs a microphone and this phone's store anyway. */
export const ssr = false;
export const prerender = false;

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	await useCatalog('voices');
	if (!isLang(params.lang)) error(404);
	const [pack, french] = await Promise.all([loadPack(params.lang), loadPack('fr')]);
	return { lang: params.lang, pack, french };
};
