/** Requests to join, which only whoever has the token can read (`docs/protocol.md`, 7.2). */
import type { Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import { MAX_ASKED_FOR_ONE_INVITE } from '../../sync/protocol/index.ts';
import type { Context } from '../context.ts';
import { dayOf } from '../day.ts';
import { refuse, type Answer } from '../refusal.ts';
import { sha256 } from '../verify.ts';
import { locked } from './lock.ts';

export async function ask(
	{ database, around }: Context,
	space: Bytes,
	invite: Bytes,
	body: Bytes
): Promise<Answer<null>> {
	const hash = sha256(body);
	return database.db.transaction().execute(async (tx): Promise<Answer<null>> => {
		await locked(tx, space);
		const rows = await tx
			.selectFrom('asked')
			.select('hash')
			.where('space', '=', space)
			.where('invite', '=', invite)
			.execute();
		if (rows.some((row) => Buffer.compare(row.hash, hash) === 0)) return ok(null);
		if (rows.length >= MAX_ASKED_FOR_ONE_INVITE) return refuse('slow-down');
		await tx
			.insertInto('asked')
			.values({ space, invite, hash, body, day: dayOf(around.now()) })
			.execute();
		return ok(null);
	});
}

export async function asked({ database }: Context, space: Bytes, invite: Bytes): Promise<readonly Bytes[]> {
	const rows = await database.db
		.selectFrom('asked')
		.select('body')
		.where('space', '=', space)
		.where('invite', '=', invite)
		.limit(MAX_ASKED_FOR_ONE_INVITE)
		.execute();
	return rows.map(({ body }) => body);
}
