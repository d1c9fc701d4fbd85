/**
 * Whether what is stored holds together, read as a stranger would: chains proven anew, each device's entries without a gap and
 * leading to its end, every file there and as it was. It says what, in ids; it cannot say what is in anything.
 */
import { sameBytes, readHeader, readHole } from '../../sync/protocol/index.ts';
import { asParent, extend, keyOf, type Chain, type Team } from '../../team/index.ts';
import type { Context } from '../context.ts';
import type { Item, SpaceRow } from '../database/tables.ts';
import { partsOf } from '../stores/parts.ts';
import { DOMAINS, isSigned, primitives, sha256 } from '../verify.ts';
import type { Bytes } from '../../domain/cbor.ts';

export interface Fault {
	readonly space: string;
	readonly fault: string;
}

/** Rows read at once. */
const STEP = 500;

export async function check(context: Context): Promise<readonly Fault[]> {
	const faults: Fault[] = [];
	const spaces = await context.database.db.selectFrom('space').selectAll().orderBy('space').execute();
	for (const row of spaces) {
		const found = (fault: string) => faults.push({ space: keyOf(row.space), fault });
		const team = await checkChain(context, row, found);
		if (team) await checkItems(context, row, team, found);
		await checkBlobs(context, row, found);
	}
	return faults;
}

async function proven({ database }: Context, space: Bytes, parent: Chain | null) {
	const ops = await database.db
		.selectFrom('op')
		.select(['body as op', 'sig', 'hash'])
		.where('space', '=', space)
		.orderBy('n')
		.execute();
	const { chain, stopped } = await extend([], ops, primitives, parent && asParent(parent));
	const hashes = ops.every(({ op, sig, hash }) => sameBytes(sha256(op, sig), hash));
	return { chain, whole: !stopped && hashes && chain.length === ops.length };
}

async function checkChain(context: Context, row: SpaceRow, found: (fault: string) => void): Promise<Team | null> {
	const parent = row.parent && (await proven(context, row.parent, null)).chain;
	const { chain, whole } = await proven(context, row.space, parent);
	const team = chain.at(-1);
	if (!whole || !team || keyOf(row.space) !== team.space) found('its chain does not hold');
	if (!team || team.places.length !== row.n + 1 || team.places.at(-1) !== keyOf(row.head))
		found('its head is not that of its chain');
	return whole && team ? team : null;
}

async function checkItems(
	{ database: { db } }: Context,
	row: SpaceRow,
	team: Team,
	found: (fault: string) => void
): Promise<void> {
	const devices = await db.selectFrom('device').selectAll().where('space', '=', row.space).execute();
	if (devices.length !== team.devices.size) found('its devices are not those of its chain');
	const last = await db
		.selectFrom('item')
		.select(({ fn }) => fn.max('no').as('no'))
		.where('space', '=', row.space)
		.executeTakeFirst();
	if ((last?.no ?? 0) >= row.next_no) found('a number was given twice, or will be');
	for (const { device, end_seq, end_hash, standing } of devices) {
		const known = team.devices.get(keyOf(device));
		if (!known || (standing !== 0) !== (known.removed !== null)) found('a device does not stand as its chain says');
		let end = { seq: 0, hash: new Uint8Array(32) };
		let newest: Item | null = null;
		for (;;) {
			const items = await db
				.selectFrom('item')
				.selectAll()
				.where('space', '=', row.space)
				.where('device', '=', device)
				.where('seq', '>', end.seq)
				.orderBy('seq')
				.limit(STEP)
				.execute();
			for (const item of items) {
				if (!goesOn(item, end))
					found(`entry ${String(item.seq)} of a device is not what it was, or one before is missing`);
				end = { seq: item.seq ?? 0, hash: item.hash };
				newest = item;
			}
			if (items.length < STEP) break;
		}
		if (end.seq !== end_seq || !sameBytes(end.hash, end_hash)) found('a device does not end where it is said to');
		if (newest && known && !(await isItsWord(newest, known.keys.sig)))
			found('the last word of a device is not signed by it');
	}
}

function goesOn(item: Item, end: { readonly seq: number; readonly hash: Bytes }): boolean {
	const { kind, header, ct_hash, ct, sig, hash, seq } = item;
	if (!header || !sig) return false;
	if (kind === 3) {
		const hole = readHole(header);
		return hole !== null && hole.from === end.seq + 1 && hole.end[1] === seq && sameBytes(hole.end[2], hash);
	}
	const read = readHeader(header);
	if (!read || !ct_hash || read.seq !== seq || read.seq !== end.seq + 1 || !sameBytes(read.prev, end.hash))
		return false;
	return sameBytes(sha256(header, ct_hash, sig), hash) && (!ct || sameBytes(sha256(ct), ct_hash));
}

/** Hashes lead from it to all that come before. */
function isItsWord({ kind, header, ct_hash, sig }: Item, key: Bytes): Promise<boolean> {
	if (!header || !sig) return Promise.resolve(false);
	if (kind === 3) return isSigned(key, sig, DOMAINS.lost, header);
	return ct_hash ? isSigned(key, sig, DOMAINS.entry, sha256(header), ct_hash) : Promise.resolve(false);
}

async function checkBlobs({ database, blobs }: Context, row: SpaceRow, found: (fault: string) => void): Promise<void> {
	const rows = await database.db.selectFrom('blob').selectAll().where('space', '=', row.space).execute();
	for (const blob of rows)
		for (const { part, hash, length } of partsOf(blob)) {
			const bytes = await blobs.get({ space: row.space, blob: blob.blob, part, hash });
			if (bytes?.length !== length || !sameBytes(sha256(bytes), hash)) found(`part ${part} of a file is not there`);
		}
}
