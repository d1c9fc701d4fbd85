import { LAW_CHECKED_ON } from '$lib/law/sources';
import { stalenessAt } from '$lib/law/staleness';
import { useCatalog } from '$lib/i18n';
import { today } from '$lib/platform/clock';

export const load = async () => {
	await useCatalog('law', 'reviewed');
	return { checkedOn: LAW_CHECKED_ON, stale: stalenessAt(today()), today: today() };
};
