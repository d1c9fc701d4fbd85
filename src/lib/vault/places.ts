/**
 * Which of the four slots is for what. Nobody can tell a slot in use from one that is not, so the places of all four are drawn once,
 * by the vault that is made first, and kept sealed: whoever fills one later cannot hit another that is in use. A cover space has a
 * row of its own that names two.
 */
import { randomBytes } from '$lib/crypto/suite';
import { z } from '$lib/domain/zod';

/** Name of the row. */
export const PLACES = 'slots';
const VERSION = 1;
const SLOTS = 4;

/** What a second passphrase does: shows a cover space, or erases everything. */
export type Duress = 'cover' | 'shred';

export interface Places {
	readonly main: number;
	readonly recovery: number;
	readonly duress: number;
	/** For the recovery code of a cover space. */
	readonly spare: number;
	/** Whether a recovery code was made. */
	readonly recoverable: boolean;
	/** Whether there is a second passphrase, as far as this vault knows. */
	readonly second: Duress | null;
	/** Of a cover space: it never speaks to a server, and has no second passphrase of its own. */
	readonly cover: boolean;
}

const slot = z.int().check(z.minimum(0), z.maximum(SLOTS - 1));
const Stored = z.tuple([
	z.literal(VERSION),
	z.tuple([slot, slot, slot, slot]),
	z.boolean(),
	z.nullable(z.enum(['cover', 'shred'])),
	z.boolean()
]);

/** Drawn by chance, with the vault in the slot where it is. */
export function drawPlaces(main: number): Places {
	const [recovery = 0, duress = 0, spare = 0] = [0, 1, 2, 3]
		.filter((slot) => slot !== main)
		.map((slot) => ({ slot, order: new DataView(randomBytes(4).buffer).getUint32(0) }))
		.sort((a, b) => a.order - b.order)
		.map(({ slot }) => slot);
	return { main, recovery, duress, spare, recoverable: false, second: null, cover: false };
}

/** Those of the cover space behind the second passphrase. */
export function coverPlaces(of: Places): Places {
	return { main: of.duress, recovery: of.spare, duress: 0, spare: 0, recoverable: false, second: null, cover: true };
}

export function encodePlaces({ main, recovery, duress, spare, recoverable, second, cover }: Places): unknown {
	return [VERSION, [main, recovery, duress, spare], recoverable, second, cover];
}

export function decodePlaces(value: unknown): Places | null {
	const parsed = Stored.safeParse(value);
	if (!parsed.success) return null;
	const [, [main, recovery, duress, spare], recoverable, second, cover] = parsed.data;
	const own = cover ? [main, recovery] : [main, recovery, duress, spare];
	return new Set(own).size === own.length ? { main, recovery, duress, spare, recoverable, second, cover } : null;
}
