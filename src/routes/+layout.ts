import { browser } from '$app/environment';
import { isLocale, preferredLocale, startLocale } from '$lib/i18n';
import { preference } from '$lib/platform/preferences';

export const prerender = true;

/** Prerendered in French; in the browser, in the language that was chosen or that the phone speaks. */
const kept = browser ? preference('locale') : 'fr';
/** Asked for as soon as this code is here, while the page's own is still on its way. */
const words = startLocale(isLocale(kept) ? kept : preferredLocale());

export const load = () => words;
