import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang, LANGS } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';
import { TOPIC_IDS } from '$lib/rights/pack';
import { standsAlone } from '$lib/rights/status';
import { reviewedLine } from '../reviewed.ts';

export const prerender = 'auto';
export const entries = () => LANGS.map((lang) => ({ lang }));

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	if (!isLang(params.lang)) error(404);
	const { lang } = params;
	// Nothing of a draft stands alone: its topics are named in the language of the interface, and its pack is not even fetched.
	const pack = TOPIC_IDS.some((id) => standsAlone(lang, id)) ? await loadPack(lang) : null;
	const topics = TOPIC_IDS.map((id) => ({ id, title: pack && standsAlone(lang, id) ? pack.topics[id].title : null }));
	const [Reviewed] = await Promise.all([reviewedLine([lang]), useCatalog('reader', 'topics')]);
	return { lang, topics, Reviewed };
};
