/** Spaces as an operator sees them: ids and sizes. */
import { keyOf } from '../../team/index.ts';
import { spaceRow } from '../access.ts';
import type { Context } from '../context.ts';
import { startOf } from '../day.ts';
import { readId } from '../ids.ts';
import { quotasOf, type Quotas } from '../quotas.ts';
import { addToken } from '../stores/tokens.ts';

/** 32 bytes as 43 characters of base64url; only its hash is kept. */
export async function newToken({ database, around }: Context): Promise<string> {
	const token = around.random(32);
	await addToken(database.db, token);
	return keyOf(token);
}

export async function spacesOf({ database }: Context) {
	const rows = await database.db.selectFrom('space').selectAll().orderBy('created_day').orderBy('space').execute();
	return rows.map((row) => ({
		id: keyOf(row.space),
		created: new Date(startOf(row.created_day)).toISOString().slice(0, 10),
		operations: row.n + 1,
		bytes: row.bytes,
		blobBytes: row.blob_bytes
	}));
}

export async function quotasFor({ database }: Context, id: string): Promise<Quotas | null> {
	const space = readId(id);
	const row = space && (await spaceRow(database.db, space));
	return row && quotasOf(row);
}

/** None of its own: the usual ones. */
export async function setQuotas(
	context: Context,
	id: string,
	own: Readonly<Partial<Record<string, number>>>
): Promise<Quotas | null> {
	const space = readId(id);
	if (!space) return null;
	const quotas = Object.keys(own).length === 0 ? null : JSON.stringify(own);
	await context.database.db.updateTable('space').set({ quotas }).where('space', '=', space).execute();
	return quotasFor(context, id);
}
