import { error } from '@sveltejs/kit';
import { useCatalog } from '$lib/i18n';
import { isLang, LANGS, type Lang } from '$lib/rights/languages';
import { loadPack } from '$lib/rights/packs';
import { TOPIC_IDS, type Pack, type TopicId } from '$lib/rights/pack';
import { standsAlone } from '$lib/rights/status';
import { reviewedLine } from '../reviewed.ts';

export const prerender = 'auto';
export const entries = () => LANGS.map((lang) => ({ lang }));

export const load = async ({ params }: { readonly params: { readonly lang: string } }) => {
	await useCatalog('reader');
	if (!isLang(params.lang)) error(404);
	const { lang } = params;
	// The titles of a draft, or of a topic that is one again, are never shown: the French ones lead.
	const shownIn = (topic: TopicId) => (standsAlone(lang, topic) ? lang : 'fr');
	const packs = new Map<Lang, Pack>();
	for (const shown of new Set(TOPIC_IDS.map(shownIn))) packs.set(shown, await loadPack(shown));
	const topics = TOPIC_IDS.map((id) => ({
		id,
		lang: shownIn(id),
		title: packs.get(shownIn(id))?.topics[id].title ?? ''
	}));
	return { lang, topics, Reviewed: await reviewedLine([lang]) };
};
