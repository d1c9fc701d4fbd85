/** What the database knows of the devices and keys in a push, read once under the lock and kept up to date item by item. */
import type { Bytes } from '../../domain/cbor.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { statement } from '../database/statement.ts';
import type { Tables, Transacting } from '../database/tables.ts';
import type { Sent } from './sent.ts';

export interface End {
	readonly seq: number;
	readonly hash: Bytes;
}

export interface There {
	readonly hash: Bytes;
	readonly hole: boolean;
}

export interface Known {
	/** Last number of each device; for a device without a row, none. */
	readonly ends: Map<Key, End>;
	/** `device number` → what is there, of the numbers that were pushed again. */
	readonly entries: Map<string, There>;
	/** Hashes of the keys under each reference: which of them is meant, only those who read can tell. */
	readonly keys: Map<Key, Set<Key>>;
}

const END = statement<Pick<Tables['device'], 'end_seq' | 'end_hash'>>(
	'select end_seq, end_hash from device where space = $1 and device = $2'
);
const NOTHING: End = { seq: 0, hash: new Uint8Array(32) };
export const placeOf = (device: Key, seq: number): string => `${device} ${seq}`;

export async function knownOf(tx: Transacting, space: Bytes, sent: readonly Sent[]): Promise<Known> {
	const ofDevices = sent.filter((item) => item.kind === 'entry' || item.kind === 'hole');
	const devices = [...new Map(ofDevices.map(({ key, device }) => [key, device]))];
	const refs = sent.flatMap((item) => (item.kind === 'key' ? [item.ref] : []));
	const known: Known = { ends: new Map(), entries: new Map(), keys: new Map() };
	await Promise.all(
		devices.map(async ([key, device]) => {
			const [end] = await END(tx, space, device);
			if (end) known.ends.set(key, { seq: end.end_seq, hash: end.end_hash });
		})
	);
	for (const [key, device] of devices) {
		const end = known.ends.get(key)?.seq ?? 0;
		const again = ofDevices.filter((item) => item.key === key && item.from <= end).map(({ seq }) => seq);
		if (again.length === 0) continue;
		const items = tx
			.selectFrom('item')
			.select(['seq', 'hash', 'kind'])
			.where('space', '=', space)
			.where('device', '=', device);
		for (const { seq, hash, kind } of await items.where('seq', 'in', again).execute())
			known.entries.set(placeOf(key, seq ?? 0), { hash, hole: kind === 3 });
		for (const seq of again.filter((seq) => !known.entries.has(placeOf(key, seq)))) {
			// A hole stands at its last number: the next item is the one that has this number.
			const next = await items.where('seq', '>', seq).orderBy('seq').limit(1).executeTakeFirst();
			if (next) known.entries.set(placeOf(key, seq), { hash: next.hash, hole: true });
		}
	}
	if (refs.length > 0) {
		const rows = await tx
			.selectFrom('item')
			.select(['ref', 'hash'])
			.where('space', '=', space)
			.where('ref', 'in', refs)
			.execute();
		for (const { ref, hash } of rows) if (ref) addKey(known, ref, hash);
	}
	return known;
}

export function addKey({ keys }: Known, ref: Bytes, hash: Bytes): void {
	const hashes = keys.get(keyOf(ref)) ?? new Set();
	keys.set(keyOf(ref), hashes.add(keyOf(hash)));
}

export const endOf = (known: Known, device: Key): End => known.ends.get(device) ?? NOTHING;
