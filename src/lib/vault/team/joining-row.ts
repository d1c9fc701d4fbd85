/** Where a joining stands on the new phone: its keys, and what it holds the team to, in one sealed row (`docs/protocol.md`, 7.3). */
import { fromCbor } from '$lib/crypto/cbor';
import { loadDevice, type Device, type DeviceSecrets } from '$lib/crypto/device';
import { Redacted, reveal } from '$lib/crypto/redacted';
import { rowId, sealRowValue } from '$lib/crypto/row';
import type { Bytes } from '$lib/crypto/suite';
import { ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import type { StorageFailure } from '$lib/storage';
import type { Expected } from '$lib/sync/engine/join';
import { Role } from '$lib/sync/protocol';
import type { NewcomerState } from '$lib/sync/states/joining';
import { readRow, type Place } from '../reader.ts';

const VERSION = 1;
const NAME = 'joining';
const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);
const count = z.int().check(z.minimum(0));

const StoredKeys = z.strictObject({
	v: z.literal(VERSION),
	/** `yes`: the voice has said so, and the team's answer is out. */
	step: z.enum(['a', 'asking', 'words', 'yes', 'waiting']),
	private: z.strictObject({ sig: bytes, kem: bytes }),
	public: z.strictObject({ sig: bytes, kem: bytes, courier: z.null() }),
	nonce: bytes,
	/** An invitation's token, and the request under it: made once, so that asking again is the same request. */
	token: z.nullable(z.tuple([bytes, bytes])),
	scanned: z.nullable(z.tuple([bytes, bytes, z.nullable(z.tuple([z.tuple([count, bytes]), bytes, Role]))]))
});
/** Another team than on the other screen: what showed it, and no key any more. */
const StoredEnd = z.strictObject({
	v: z.literal(VERSION),
	step: z.literal('ended'),
	since: count,
	proof: z.array(bytes)
});
const Stored = z.union([StoredKeys, StoredEnd]);

type Step = z.infer<typeof StoredKeys>['step'];
/** Which state of the table (10.4) each step is. */
export const STATES = {
	a: 'showing-a',
	asking: 'asking',
	words: 'words',
	yes: 'words',
	waiting: 'waiting'
} as const satisfies Record<Step, NewcomerState>;

export interface Waiting {
	readonly step: Step;
	readonly device: Device;
	readonly secrets: DeviceSecrets;
	readonly nonce: Bytes;
	readonly invited: { readonly token: Bytes; readonly asked: Bytes } | null;
	readonly expected: Expected | null;
}
export interface Ended {
	readonly step: 'ended';
	/** Milliseconds since 1970. */
	readonly since: number;
	readonly proof: readonly Bytes[];
}
type Kept<T> = Promise<Result<T, StorageFailure>>;

/** The secrets are the caller's to wipe. */
export async function readJoining(place: Place): Kept<Waiting | Ended | null> {
	const row = await readRow(place, 'joining', NAME);
	if (!row.ok) return row;
	const parsed = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	row.value.content?.fill(0);
	if (!parsed.success) return ok(null);
	const stored = parsed.data;
	if (stored.step === 'ended') return ok(stored);
	const { private: halves, public: known, token, scanned } = stored;
	const secrets = { sig: new Redacted(halves.sig), kem: new Redacted(halves.kem) };
	const [space, genesis, more] = scanned ?? [];
	return ok({
		step: stored.step,
		device: await loadDevice(known, secrets),
		secrets,
		nonce: stored.nonce,
		invited: token && { token: token[0], asked: token[1] },
		expected:
			space && genesis
				? { space, genesis, more: more ? { head: more[0], member: more[1], role: more[2] } : null }
				: null
	});
}

export async function writeJoining(place: Place, row: Waiting | Ended): Kept<void> {
	const sealed = await sealRowValue(place.keys, 'joining', NAME, encode(row));
	return place.store.put(place.container, [sealed]);
}

export async function dropJoining({ keys, store, container }: Place): Kept<void> {
	return store.remove(container, [await rowId(keys, 'joining', NAME)]);
}

export function wipe(secrets: DeviceSecrets): void {
	for (const secret of [secrets.sig, secrets.kem]) reveal(secret).fill(0);
}

function encode(row: Waiting | Ended): z.infer<typeof Stored> {
	if (row.step === 'ended') return { v: VERSION, step: 'ended', since: row.since, proof: [...row.proof] };
	const { step, device, secrets, nonce, invited, expected } = row;
	const more = expected?.more;
	return {
		v: VERSION,
		step,
		private: { sig: reveal(secrets.sig), kem: reveal(secrets.kem) },
		public: { ...device.public, courier: null },
		nonce,
		token: invited && [invited.token, invited.asked],
		scanned: expected && [
			expected.space,
			expected.genesis,
			more ? [[more.head[0], more.head[1]], more.member, more.role] : null
		]
	};
}
