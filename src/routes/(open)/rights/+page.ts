import { useCatalog } from '$lib/i18n';
import { LANGS } from '$lib/rights/languages';
import { reviewedLine } from './reviewed.ts';

export const load = async () => {
	await useCatalog('reader');
	return { Reviewed: await reviewedLine(LANGS) };
};
