/** What a person has agreed to, as a case says it, and what follows when she takes it back. Unknown is not a yes. */
import { addDays, parseCivilDate, type CivilDate } from '$lib/domain/civil-date';
import type { Edit } from '$lib/vault';
import { itemsOf, type Item } from './items.ts';
import type { Fields } from './values.ts';

/** Within which a case is erased once nobody agrees any more to its being kept. */
const ERASE_DAYS = 30;

export type Agreed = 'given' | 'withdrawn' | 'unknown';

export interface Consents {
	readonly store: Agreed;
	/** Organisations with which it may be shared, as they are written; `''` where none is named. */
	readonly share: readonly string[];
}

/** Of several versions of the list: what one of them has taken back is taken back. Agreed to anew in the same version, it stands there. */
function inForce(versions: readonly (readonly Item[])[], purpose: string): readonly Item[] {
	const standing = versions.map((items) => items.filter(({ withdrawn }) => withdrawn === null));
	const gone = new Set(
		versions.flatMap((items, n) => {
			const still = new Set(standing[n]?.map(given));
			return items.map(given).filter((one) => !still.has(one));
		})
	);
	return standing.flat().filter((item) => item['purpose'] === purpose && !gone.has(given(item)));
}

/** What was agreed, whether it still is or not. */
function given({ withdrawn: _, ...agreement }: Item): string {
	return JSON.stringify(Object.entries(agreement).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function consentsOf(fields: Fields): Consents {
	const versions = (fields['consents'] ?? []).map(({ value }) => itemsOf(value));
	const said = versions.flat().some(({ purpose }) => purpose === 'store');
	const scopes = inForce(versions, 'share').map(({ scope }) => (typeof scope === 'string' ? scope : ''));
	return {
		store: inForce(versions, 'store').length > 0 ? 'given' : said ? 'withdrawn' : 'unknown',
		share: [...new Set(scopes)]
	};
}

/**
 * What else is to be written when the last agreement to keep a case is withdrawn: it is erased within thirty days, or sooner where that
 * was set. `null`: nothing.
 */
export function eraseSooner(consents: readonly Item[], eraseOn: unknown, today: CivilDate): Edit | null {
	const kept = consents.some(({ purpose }) => purpose === 'store');
	if (!kept || inForce([consents], 'store').length > 0) return null;
	const limit = addDays(today, ERASE_DAYS);
	const set = parseCivilDate(typeof eraseOn === 'string' ? eraseOn : '');
	return set && set <= limit ? null : { path: 'eraseOn', value: limit };
}
