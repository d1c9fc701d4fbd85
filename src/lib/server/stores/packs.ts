/** Packs, as far as a server needs them: who signed which statement (`docs/protocol.md`, 9.5). */
import type { Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import { readStatement, sameBytes } from '../../sync/protocol/index.ts';
import type { Access, Session } from '../access.ts';
import type { Context } from '../context.ts';
import { dayOf, startOf } from '../day.ts';
import { refuse, type Answer } from '../refusal.ts';
import { DOMAINS, isSigned, sha256 } from '../verify.ts';
import { blobRow } from './blobs.ts';

export type ListedPack = [statement: Bytes, signatures: [Bytes, Bytes][], since: number];

export async function signPack(
	{ database, around }: Context,
	{ device, key }: Session,
	{ row, team }: Access,
	statement: Bytes,
	sig: Bytes
): Promise<Answer<number>> {
	const { space } = row;
	const read = readStatement(statement);
	if (!read || !sameBytes(read.space, space)) return refuse('malformed');
	const signer = team.devices.get(key)?.keys.sig;
	if (!signer || !(await isSigned(signer, sig, DOMAINS.pack, statement))) return refuse('bad-proof');
	const file = await blobRow(database.db, space, read.blob);
	if (!file?.done) return refuse('unknown');
	if (!file.hash || !sameBytes(file.hash, read.hash)) return refuse('differs');
	const statement_hash = sha256(statement);
	return database.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('pack')
			.values({ space, statement_hash, statement, day: dayOf(around.now()), dropped: 0 })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		await tx
			.insertInto('pack_sig')
			.values({ space, statement_hash, device, sig })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		const { signed } = await tx
			.selectFrom('pack_sig')
			.select(({ fn }) => fn.countAll<number>().as('signed'))
			.where('space', '=', space)
			.where('statement_hash', '=', statement_hash)
			.executeTakeFirstOrThrow();
		return ok(signed);
	});
}

/** The newest first, as far as they go into one reply: they are read from the newest back. */
export async function listPacks({ database }: Context, space: Bytes, budget: number): Promise<readonly ListedPack[]> {
	const packs = await database.db
		.selectFrom('pack')
		.select(['statement_hash', 'statement', 'day'])
		.where('space', '=', space)
		.orderBy('day', 'desc')
		.orderBy('statement_hash')
		.limit(256)
		.execute();
	const listed: ListedPack[] = [];
	let left = budget;
	for (const { statement_hash, statement, day } of packs) {
		const signatures = await database.db
			.selectFrom('pack_sig')
			.select(['device', 'sig'])
			.where('space', '=', space)
			.where('statement_hash', '=', statement_hash)
			.orderBy('device')
			.execute();
		left -= statement.length + signatures.length * 100 + 100;
		if (left < 0) break;
		listed.push([statement, signatures.map(({ device, sig }) => [device, sig]), startOf(day)]);
	}
	return listed;
}
