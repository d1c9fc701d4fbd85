/**
 * The row of a space, held until the transaction ends: an UPDATE that returns it does that on both engines. Numbers are
 * taken under it, so that none becomes visible after a later one.
 */
import { sql } from 'kysely';
import type { Bytes } from '../../domain/cbor.ts';
import type { SpaceRow, Transacting } from '../database/tables.ts';

export async function locked(tx: Transacting, space: Bytes): Promise<SpaceRow | null> {
	const row = await tx
		.updateTable('space')
		.set({ next_no: sql.ref('next_no') })
		.where('space', '=', space)
		.returningAll()
		.executeTakeFirst();
	return row ?? null;
}
