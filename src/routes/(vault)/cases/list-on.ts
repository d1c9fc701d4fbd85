/** The list of cases as a screen shows it, whichever shows it: of whoever has the vault open, in the words of its rows. */
import { shortDay } from '$lib/i18n/dates';
import { today } from '$lib/platform/clock';
import { CaseList } from '$lib/state/vault/case-list.svelte';
import { session } from '$lib/state/vault/session.svelte';
import type { Translate } from '../parts/words.ts';

/** Both are asked for again whenever the language changes. `tag`: BCP 47. */
export function listOn(t: () => Translate, tag: () => string): CaseList {
	return new CaseList({
		vault: session.vault,
		member: () => session.team.view?.member ?? null,
		today: today(),
		tag,
		words: ({ status, nextDate }) =>
			[status ? t()(`cases.options.caseStatus.${status}`) : '', nextDate ? shortDay(nextDate, tag()) : ''].join(' ')
	});
}
