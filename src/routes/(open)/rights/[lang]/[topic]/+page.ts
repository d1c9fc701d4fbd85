import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang, LANGS } from '$lib/rights/languages';
import { isTopic, TOPIC_IDS } from '$lib/rights/pack';
import { loadPack } from '$lib/rights/packs';

export const prerender = 'auto';
export const entries = () => LANGS.flatMap((lang) => TOPIC_IDS.map((topic) => ({ lang, topic })));

interface Params {
	readonly lang: string;
	readonly topic: string;
}

export const load = async ({ params }: { readonly params: Params }) => {
	await useCatalog('reader');
	const { lang, topic } = params;
	if (!isLang(lang) || !isTopic(topic)) error(404);
	const [pack, french] = await Promise.all([loadPack(lang), loadPack('fr')]);
	const at = TOPIC_IDS.indexOf(topic);
	return {
		lang,
		topic,
		pack,
		french,
		/** Counted from one. */
		place: at + 1,
		previous: TOPIC_IDS[at - 1] ?? null,
		next: TOPIC_IDS[at + 1] ?? null
	};
};
