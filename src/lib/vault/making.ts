/** The rows that a vault begins with, of either container: who writes here, an empty journal, an empty list, the places of its slots. */
import { createDevice, type Device } from '$lib/crypto/device';
import { reveal, type Redacted } from '$lib/crypto/redacted';
import { sealRow, sealRowValue, type RowKeys, type SealedRow } from '$lib/crypto/row';
import { createSpace, type Space } from '$lib/crypto/space';
import type { Bytes } from '$lib/crypto/suite';
import { EPOCH, tick } from '$lib/journal';
import { loadSpace } from '$lib/sync/space';
import { encodeIndex } from './case-index.ts';
import { encodeHead, NO_ENTRIES } from './head.ts';
import { encodeIdentity, type Identity } from './identity.ts';
import { HEAD } from './names.ts';
import { encodePlaces, PLACES, type Places } from './places.ts';

export interface Made {
	readonly identity: Identity;
	/** Device, head, index, places. */
	readonly rows: readonly SealedRow[];
}

/** `indexBytes`: the empty list is written as long as that, so that its row has the size of a list with something in it. */
export async function newVault(keys: RowKeys, now: number, places: Places, indexBytes = 0): Promise<Made> {
	const { device, secrets } = await createDevice();
	const clock = tick(EPOCH, now);
	const { space, epochKey } = await createSpace(device, [clock.ms, clock.n]);
	const identity = encodeIdentity({ device, space }, secrets, [[space.epoch.number, epochKey]]);
	const rows = await Promise.all([
		sealRowValue(keys, 'device', 'self', identity),
		sealRowValue(keys, 'settings', HEAD, encodeHead({ ...NO_ENTRIES, hlc: clock })),
		sealRow(keys, 'index', 'cases', spaced(encodeIndex({ ...NO_ENTRIES, unreadable: [], cases: [] }), indexBytes)),
		sealRowValue(keys, 'settings', PLACES, encodePlaces(places))
	]);
	const loaded = await loadMade(device, space, epochKey);
	for (const secret of [secrets.sig, secrets.kem, epochKey]) reveal(secret).fill(0);
	return { identity: loaded, rows };
}

async function loadMade(device: Device, space: Space, epochKey: Redacted<Bytes>): Promise<Identity> {
	const loaded = await loadSpace(device, space.ops, [[space.epoch.number, epochKey]]);
	if (!loaded) throw new Error('what we make, we read');
	return { device, space: loaded };
}

/** JSON with blanks after it is the same JSON. */
function spaced(json: Bytes, bytes: number): Bytes {
	const padded = new Uint8Array(Math.max(json.length, bytes)).fill(' '.charCodeAt(0));
	padded.set(json);
	return padded;
}
