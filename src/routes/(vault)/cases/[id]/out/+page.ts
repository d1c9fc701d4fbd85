import { useCatalog } from '$lib/i18n';

export const load = async () => {
	await useCatalog('frame', 'dates', 'outcome', 'outcomes', 'permit', 'screening', 'notes');
};
