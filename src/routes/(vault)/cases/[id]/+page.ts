import { useCatalog } from '$lib/i18n';

export const load = async () => {
	await useCatalog(
		'outcome',
		'outcomes',
		'permit',
		'files',
		'dates',
		'frame',
		'papers',
		'minor',
		'notes',
		'ending',
		'find',
		'law'
	);
};
