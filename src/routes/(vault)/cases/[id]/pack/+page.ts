import { useCatalog } from '$lib/i18n';

export const load = async () => {
	await useCatalog('pack', 'files', 'frame', 'letters', 'papers', 'dates', 'outcomes', 'permit');
};
