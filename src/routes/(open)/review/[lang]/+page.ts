import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { Desk, packTexts, reviews } from '$lib/review';
import { isLang } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';

export const ssr = false;
export const prerender = false;

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	await useCatalog('review');
	const { lang } = params;
	if (!isLang(lang)) error(404);
	const [pack, french, kept] = await Promise.all([loadPack(lang), loadPack('fr'), reviews().marks(lang)]);
	return { lang, pack, french, texts: await packTexts(french, pack), desk: new Desk(reviews(), lang, kept) };
};
