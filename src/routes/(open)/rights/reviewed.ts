/** How a review is shown, loaded only where there is one: nothing of it weighs on the first visit of a draft. */
import { useCatalog } from '$lib/i18n';
import { reviewOf } from '$lib/rights/status';
import type { Lang } from '$lib/rights/languages';

export async function reviewedLine(langs: readonly Lang[]) {
	if (langs.every((lang) => reviewOf(lang) === null)) return null;
	const [line] = await Promise.all([import('./Reviewed.svelte'), useCatalog('reviewed')]);
	return line.default;
}
