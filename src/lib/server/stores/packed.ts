/** Contents that a pack stands for, dropped when enough members have stood by it for long enough (`docs/protocol.md`, 9.5). */
import { readStatement } from '../../sync/protocol/index.ts';
import { activeDevice, activeDevices, keyOf } from '../../team/index.ts';
import { spaceRow } from '../access.ts';
import type { Context } from '../context.ts';
import type { Bytes } from '../../domain/cbor.ts';
import { dropContents } from './erase.ts';
import { locked } from './lock.ts';

const PACK_DAYS = 30;
const SIGNERS = 3;

/** Number of packs whose entries were dropped. */
export async function dropPacked(context: Context, day: number): Promise<number> {
	const ripe = await context.database.db
		.selectFrom('pack')
		.select(['space', 'statement_hash', 'statement'])
		.where('dropped', '=', 0)
		.where('day', '<', day - PACK_DAYS)
		.execute();
	let dropped = 0;
	for (const { space, statement_hash, statement } of ripe)
		if (await dropOne(context, space, statement_hash, statement)) dropped += 1;
	return dropped;
}

async function dropOne(
	{ database, teams }: Context,
	space: Bytes,
	statement_hash: Bytes,
	statement: Bytes
): Promise<boolean> {
	return database.db.transaction().execute(async (tx) => {
		await locked(tx, space);
		const row = await spaceRow(tx, space);
		const read = readStatement(statement);
		if (!row || !read) return false;
		const team = await teams.of(tx, row);
		const signed = await tx
			.selectFrom('pack_sig')
			.select('device')
			.where('space', '=', space)
			.where('statement_hash', '=', statement_hash)
			.execute();
		const memberOf = (device: Bytes) => activeDevice(team, keyOf(device))?.member;
		const signers = new Set(signed.map(({ device }) => memberOf(device)).filter((member) => member !== undefined));
		const members = new Set(activeDevices(team).map((key) => team.devices.get(key)?.member));
		if (signers.size < Math.min(members.size, SIGNERS)) return false;
		let freed = 0;
		for (const [device, seq, hash] of read.ends) {
			const there = await tx
				.selectFrom('item')
				.select('hash')
				.where('space', '=', space)
				.where('device', '=', device)
				.where('seq', '=', seq)
				.executeTakeFirst();
			// A statement about other entries than these covers none of them.
			if (seq > 0 && (!there || Buffer.compare(there.hash, hash) !== 0)) continue;
			freed += await dropContents(tx, space, device, [1, seq]);
		}
		await tx
			.updateTable('space')
			.set({ bytes: row.bytes - freed })
			.where('space', '=', space)
			.execute();
		await tx
			.updateTable('pack')
			.set({ dropped: 1 })
			.where('space', '=', space)
			.where('statement_hash', '=', statement_hash)
			.execute();
		return true;
	});
}
