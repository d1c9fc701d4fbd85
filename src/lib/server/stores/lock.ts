/**
 * The row of a space, held until the transaction ends: an UPDATE that returns it does that on both engines. Numbers are
 * taken under it, so that none becomes visible after a later one.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { statement } from '../database/statement.ts';
import type { SpaceRow, Transacting } from '../database/tables.ts';

const LOCK = statement<SpaceRow>('update space set next_no = next_no where space = $1 returning *');

export async function locked(tx: Transacting, space: Bytes): Promise<SpaceRow | null> {
	return (await LOCK(tx, space))[0] ?? null;
}
