/** What has had its time goes (`docs/protocol.md`, 11.2): by the clock of every node, and at the operator's word. */
import type { Context } from './context.ts';
import { dayOf } from './day.ts';
import { LATE_DAYS, UNFINISHED_DAYS } from './quotas.ts';
import { dropPacked } from './stores/packed.ts';
import { bytesHeld } from './stores/parts.ts';

export interface Purged {
	readonly sessions: number;
	readonly nonces: number;
	readonly asked: number;
	readonly late: number;
	readonly blobs: number;
	readonly packed: number;
}

export async function purge(context: Context): Promise<Purged> {
	const { db } = context.database;
	const now = context.around.now();
	const day = dayOf(now);
	const sessions = await db.deleteFrom('session').where('until', '<=', now).executeTakeFirst();
	const nonces = await db.deleteFrom('nonce').where('exp', '<=', now).executeTakeFirst();
	// A day begun counts whole: nothing goes before its time.
	const asked = await db
		.deleteFrom('asked')
		.where('day', '<', day - UNFINISHED_DAYS)
		.executeTakeFirst();
	return {
		sessions: Number(sessions.numDeletedRows),
		nonces: Number(nonces.numDeletedRows),
		asked: Number(asked.numDeletedRows),
		late: await purgeLate(context, day - LATE_DAYS),
		blobs: await purgeBlobs(context, day - UNFINISHED_DAYS),
		packed: await dropPacked(context, day)
	};
}

async function purgeLate({ database }: Context, before: number): Promise<number> {
	const rows = await database.db
		.deleteFrom('late')
		.where('day', '<', before)
		.returning(({ fn }) => ['space', fn<number>('length', ['item']).as('length')])
		.execute();
	for (const { space, length } of rows)
		await database.db
			.updateTable('space')
			.set((set) => ({ bytes: set('bytes', '-', length) }))
			.where('space', '=', space)
			.execute();
	return rows.length;
}

async function purgeBlobs({ database, blobs }: Context, before: number): Promise<number> {
	const rows = await database.db
		.deleteFrom('blob')
		.where('done', '=', 0)
		.where('day', '<', before)
		.returningAll()
		.execute();
	for (const row of rows) {
		await database.db
			.updateTable('space')
			.set((set) => ({ blob_bytes: set('blob_bytes', '-', bytesHeld(row)) }))
			.where('space', '=', row.space)
			.execute();
		await blobs.remove(row.space, row.blob);
	}
	return rows.length;
}
