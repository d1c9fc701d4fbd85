import { useCatalog } from '$lib/i18n';

export const load = async () => {
	await useCatalog('outcomes', 'permit', 'frame', 'find');
};
