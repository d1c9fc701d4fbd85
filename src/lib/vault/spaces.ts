/** The spaces of a vault besides the one it was made with: which there are, and the keys of each in a sealed row of its own. */
import { fromCbor } from '$lib/crypto/cbor';
import type { Device, DeviceSecrets } from '$lib/crypto/device';
import { rowId, sealRowValue } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import type { Welcome } from '$lib/sync/engine/join';
import { keyOf, type Parent } from '$lib/team';
import { encodeIdentity, inSpace, loadIdentity, type Identity } from './identity.ts';
import { namesOf } from './names.ts';
import { readRow, type Place } from './reader.ts';

const VERSION = 1;
const SPACES = 'spaces';
const id = z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === 16);
const Stored = z.tuple([z.literal(VERSION), z.array(id)]);

/** The space that this phone shares with others: a further one it came into, or the first, if a server knows it. */
export async function teamOn(
	place: Place,
	first: Bytes
): Promise<Result<{ readonly space: Bytes; readonly first: boolean } | null, StorageFailure>> {
	const ids = await Promise.all([rowId(place.keys, 'settings', SPACES), rowId(place.keys, 'sync', first)]);
	const found = await place.store.get(place.container, ids);
	if (!found.ok) return found;
	const [spaces, sync] = found.value;
	if (sync) return ok({ space: first, first: true });
	if (!spaces) return ok(null);
	const further = await furtherSpaces(place);
	if (!further.ok) return further;
	const [space] = further.value;
	return ok(space ? { space, first: false } : null);
}

/** Those besides the one that the vault was made with: a team that it came into, then circles, as they came. */
export async function furtherSpaces(place: Place): Promise<Result<readonly Bytes[], StorageFailure>> {
	const row = await readRow(place, 'settings', SPACES);
	if (!row.ok) return row;
	const parsed = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	return ok(parsed.success ? parsed.data[1] : []);
}

/** A team that this phone has come into, with the keys that it has there. */
export async function addSpace(
	place: Place,
	device: Device,
	secrets: DeviceSecrets,
	{ ops, epochs }: Welcome,
	space: Bytes
): Promise<Result<void, StorageFailure>> {
	const before = await furtherSpaces(place);
	if (!before.ok) return before;
	const list = new Map([...before.value, space].map((one) => [keyOf(one), one]));
	const rows = await Promise.all([
		sealRowValue(place.keys, 'space', space, encodeIdentity({ device, space: { ops } }, secrets, epochs)),
		sealRowValue(place.keys, 'settings', SPACES, [VERSION, [...list.values()]])
	]);
	return place.store.put(place.container, rows);
}

/** A circle of the home whose row this is: founded here, or one that this phone was let into. */
export async function addCircle(
	place: Place,
	home: readonly [space: Bytes, first: boolean],
	{ ops, epochs }: Welcome,
	circle: Bytes
): Promise<Result<void, StorageFailure>> {
	const [before, keysIn] = await Promise.all([furtherSpaces(place), keysOfHome(place, home)]);
	if (!before.ok) return before;
	if (!keysIn.ok) return keysIn;
	const identity = keysIn.value(ops, epochs);
	if (!identity) return fail('lost');
	const list = new Map([...before.value, circle].map((one) => [keyOf(one), one]));
	const rows = await Promise.all([
		sealRowValue(place.keys, 'space', circle, identity),
		sealRowValue(place.keys, 'settings', SPACES, [VERSION, [...list.values()]])
	]);
	return place.store.put(place.container, rows);
}

type KeysIn = (ops: Welcome['ops'], epochs: Welcome['epochs']) => unknown;

/** What the row of a circle holds, of the keys that this phone has in its home; `null` where the home's is damaged. */
export async function keysOfHome(
	place: Place,
	home: readonly [space: Bytes, first: boolean]
): Promise<Result<KeysIn, StorageFailure>> {
	const own = await readRow(place, ...namesOf(...home).chain);
	if (!own.ok) return own;
	const stored = own.value.content && fromCbor(own.value.content);
	own.value.content?.fill(0);
	return ok((ops, epochs) => inSpace(stored, ops, epochs));
}

/** `parent`: of a circle. */
export function openSpace(
	place: Place,
	space: Bytes,
	parent: Parent | null = null
): Promise<Result<Identity | null, StorageFailure>> {
	return openIdentity(place, space, false, parent);
}

/** Of the first space or a further one; `null` where its row is damaged. */
export async function openIdentity(
	place: Place,
	space: Bytes,
	first: boolean,
	parent: Parent | null = null
): Promise<Result<Identity | null, StorageFailure>> {
	const row = await readRow(place, ...namesOf(space, first).chain);
	if (!row.ok) return row;
	const identity = await loadIdentity(row.value.content && fromCbor(row.value.content), parent);
	row.value.content?.fill(0);
	return ok(identity);
}
