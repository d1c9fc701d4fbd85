import { useCatalog } from '$lib/i18n';
import { reviews } from '$lib/review';
import { sentences } from '$lib/rights/pack';
import { loadPack } from '$lib/rights/packs';

export const ssr = false;
export const prerender = false;

export const load = async () => {
	const [french, begun] = await Promise.all([loadPack('fr'), reviews().counts(), useCatalog('review')]);
	return { of: sentences(french).length, begun };
};
