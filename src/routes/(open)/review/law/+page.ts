import { useCatalog } from '$lib/i18n';
import { RULES } from '$lib/law/sources';
import { today } from '$lib/platform/clock';
import { Desk, lawTexts, loadRuleTexts, reviews } from '$lib/review';
import { loadPack } from '$lib/rights/packs';

export const ssr = false;
export const prerender = false;

export const load = async () => {
	const [words, french, kept] = await Promise.all([
		loadRuleTexts(),
		loadPack('fr'),
		reviews().marks('law'),
		useCatalog('review', 'reviewed', 'law', 'outcomes')
	]);
	const texts = await lawTexts(RULES, words);
	return { words, french, texts, today: today(), desk: new Desk(reviews(), 'law', kept) };
};
