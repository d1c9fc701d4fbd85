/** What a person has agreed to, as a case says it, and what follows when she takes it back. Unknown is not a yes. */
import { addDays, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import type { Edit } from '$lib/vault';
import { itemsOf, type Item } from './items.ts';
import { valueOf, type Fields } from './values.ts';

/** Within which a case is erased once nobody agrees any more to its being kept. */
const ERASE_DAYS = 30;

export type Agreed = 'given' | 'withdrawn' | 'unknown';

export interface Consents {
	readonly store: Agreed;
	/** Organisations with which it may be shared, as they are written; `''` where none is named. */
	readonly share: readonly string[];
}

function inForce(items: readonly Item[], purpose: string): readonly Item[] {
	return items.filter((item) => item['purpose'] === purpose && item['withdrawn'] === null);
}

export function consentsOf(fields: Fields): Consents {
	const items = itemsOf(valueOf(fields, 'consents'));
	const said = items.some(({ purpose }) => purpose === 'store');
	const scopes = inForce(items, 'share').map(({ scope }) => (typeof scope === 'string' ? scope : ''));
	return {
		store: inForce(items, 'store').length > 0 ? 'given' : said ? 'withdrawn' : 'unknown',
		share: [...new Set(scopes)]
	};
}

/**
 * What else is to be written when the last agreement to keep a case is withdrawn: it is erased within thirty days, or sooner where that
 * was set. `null`: nothing.
 */
export function eraseSooner(consents: readonly Item[], eraseOn: unknown, today: CivilDate): Edit | null {
	const kept = consents.some(({ purpose }) => purpose === 'store');
	if (!kept || inForce(consents, 'store').length > 0) return null;
	const limit = addDays(today, ERASE_DAYS);
	const set = parseCivilDate(typeof eraseOn === 'string' ? eraseOn : '');
	return set && set <= limit ? null : { path: 'eraseOn', value: limit };
}
