/** What the chain says of devices, written out where a login looks; a login that no longer fits falls in the same step. */
import type { Bytes } from '../../domain/cbor.ts';
import type { Team } from '../../team/index.ts';
import type { Transacting } from '../database/tables.ts';
import { bytesOf } from '../ids.ts';

export async function writeStandings(
	tx: Transacting,
	space: Bytes,
	before: Team | null,
	after: Team,
	day: number
): Promise<void> {
	for (const [key, { removed, keys }] of after.devices) {
		const was = before?.devices.get(key);
		const device = bytesOf(key);
		const standing = removed ? 1 : 0;
		if (!was) {
			await tx
				.insertInto('device')
				.values({ space, device, standing, day, end_seq: 0, end_hash: new Uint8Array(32) })
				.execute();
			continue;
		}
		if (removed && !was.removed)
			await tx
				.updateTable('device')
				.set({ standing, day })
				.where('space', '=', space)
				.where('device', '=', device)
				.execute();
		if (removed && !was.removed) await fall(tx, space, device, [0, 1]);
		else if (was.keys.courier && was.keys.courier !== keys.courier) await fall(tx, space, device, [1]);
	}
}

async function fall(tx: Transacting, space: Bytes, device: Bytes, as: readonly number[]): Promise<void> {
	await tx
		.deleteFrom('session')
		.where('space', '=', space)
		.where('device', '=', device)
		.where('as', 'in', as)
		.execute();
}
