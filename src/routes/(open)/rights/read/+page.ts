import { useCatalog } from '$lib/i18n';
import { loadPack } from '$lib/rights/packs';

export const load = async () => {
	const [french, english] = await Promise.all([loadPack('fr'), loadPack('en'), useCatalog('reader')]);
	return { packs: { fr: french, en: english } };
};
