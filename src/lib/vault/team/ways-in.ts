/**
 * What an admin's phone keeps of those whom it lets in (`docs/protocol.md`, 7.3): tokens of the invitations that it made, which
 * only it has, with the person each is for; and codes B, shown again for an hour.
 */
import { fromCbor } from '$lib/crypto/cbor';
import { sealRowValue } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import { Role } from '$lib/sync/protocol';
import { readRow, type Place } from '../reader.ts';

const VERSION = 1;
const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const Newcomer = z.strictObject({
	member: z.nullable(z.string()),
	name: z.string(),
	deviceName: z.string(),
	role: Role
});
const Stored = z.strictObject({
	v: z.literal(VERSION),
	invited: z.array(z.tuple([bytes, Newcomer])),
	/** Device, code B, until when, milliseconds since 1970. */
	answers: z.array(z.tuple([z.string(), z.string(), z.int()]))
});

/** Tokens with whom they are for; devices with the code that answers theirs. */
export type WaysIn = Pick<z.infer<typeof Stored>, 'invited' | 'answers'>;

const nameOf = (space: Bytes) => ['invited', space];

export async function readWaysIn(place: Place, space: Bytes): Promise<Result<WaysIn, StorageFailure>> {
	const row = await readRow(place, 'joining', nameOf(space));
	if (!row.ok) return row;
	const parsed = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	row.value.content?.fill(0);
	return ok(parsed.success ? parsed.data : { invited: [], answers: [] });
}

/** Under the writer's lock: what another tab has written meanwhile stays. */
export async function changeWaysIn(
	place: Place,
	space: Bytes,
	change: (before: WaysIn) => WaysIn
): Promise<Result<void, StorageFailure>> {
	const before = await readWaysIn(place, space);
	if (!before.ok) return before;
	const { invited, answers } = change(before.value);
	return place.store.put(place.container, [
		await sealRowValue(place.keys, 'joining', nameOf(space), { v: VERSION, invited, answers })
	]);
}
