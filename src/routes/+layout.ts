import { browser } from '$app/environment';
import { isLocale, preferredLocale, startLocale } from '$lib/i18n';
import { preference } from '$lib/platform/preferences';

export const prerender = true;

/** Prerendered in French; in the browser, in the language that was chosen or that the phone speaks. */
export const load = async () => {
	const kept = browser ? preference('locale') : 'fr';
	await startLocale(isLocale(kept) ? kept : preferredLocale());
};
