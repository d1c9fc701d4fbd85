/** An operator's leave to found one space: 32 random bytes, kept hashed, used once. */
import type { Bytes } from '../../domain/cbor.ts';
import type { Reading, Transacting } from '../database/tables.ts';
import { sha256 } from '../verify.ts';

export async function addToken(reading: Reading, token: Bytes): Promise<void> {
	await reading
		.insertInto('token')
		.values({ hash: sha256(token), used: 0 })
		.execute();
}

/** Whether it was still good. */
export async function useToken(tx: Transacting, token: Bytes): Promise<boolean> {
	const row = await tx
		.updateTable('token')
		.set({ used: 1 })
		.where('hash', '=', sha256(token))
		.where('used', '=', 0)
		.returning('hash')
		.executeTakeFirst();
	return row !== undefined;
}

export async function giveTokenBack(tx: Transacting, token: Bytes): Promise<void> {
	await tx.updateTable('token').set({ used: 0 }).where('hash', '=', sha256(token)).execute();
}
