import { useCatalog } from '$lib/i18n';

export const ssr = false;
export const prerender = false;

export const load = async () => {
	await useCatalog('cases', 'topics');
};
