/** Somebody who is a minor, or may be: a doubt counts as yes until it is settled. */
import type { FieldPath, FieldValue } from '$lib/domain/case';

const BANDS: ReadonlySet<unknown> = new Set(['0-12', '13-15', '16-17']);

/** `sure`: said; `maybe`: not ruled out; `null`: nothing says so. */
export function minority(value: (path: FieldPath) => FieldValue | null): 'sure' | 'maybe' | null {
	const [band, first] = [value('ageBand'), value('minorAtFirstContact')];
	if (BANDS.has(band)) return value('ageEstimated') === true ? 'maybe' : 'sure';
	// Of age by now, whatever it was at the beginning.
	if (band !== null && band !== 'unknown' && value('ageEstimated') !== true) return null;
	return first === 'yes' ? 'sure' : first === 'doubt' ? 'maybe' : null;
}

/** No accord of a parent is asked for, and no parent is reached, unless it is known that none is involved. */
export function parentsKeptOut(value: (path: FieldPath) => FieldValue | null): boolean {
	return value('parentInvolved') !== 'no';
}
