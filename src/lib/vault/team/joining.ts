/** Coming into a team, on the new phone (`docs/protocol.md`, 7.1): its keys and what it has shown wait in one sealed row. */
import { fromCbor } from '$lib/crypto/cbor';
import { createDevice, loadDevice, type Device, type DeviceSecrets } from '$lib/crypto/device';
import { Redacted, reveal } from '$lib/crypto/redacted';
import { rowId, sealRowValue } from '$lib/crypto/row';
import { randomBytes, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import { fetchTeam, readB } from '$lib/sync/engine/join';
import type { Transport } from '$lib/sync/engine/ports';
import { Talk } from '$lib/sync/engine/talk';
import { readCode, sameBytes, writeCode } from '$lib/sync/protocol';
import { readRow, type Place } from '../reader.ts';
import { addSpace } from '../spaces.ts';
import { told } from '../told.ts';
import { replaceDevice, type Before } from './rejoin.ts';
import { toldOf } from './told.ts';
import type { DeviceWords, TeamError } from './types.ts';
import { wordsFor } from './words.ts';

const VERSION = 1;
const JOINING = 'joining';
const NONCE_BYTES = 32;
const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);

const Stored = z.strictObject({
	v: z.literal(VERSION),
	step: z.literal('a'),
	private: z.strictObject({ sig: bytes, kem: bytes }),
	public: z.strictObject({ sig: bytes, kem: bytes, courier: z.null() }),
	nonce: bytes,
	token: z.null(),
	scanned: z.null()
});

interface Waiting {
	readonly device: Device;
	readonly secrets: DeviceSecrets;
	readonly nonce: Bytes;
}
type Done<T> = Promise<Result<T, TeamError>>;

export interface JoiningSurroundings {
	readonly place: Place;
	readonly transport: Transport;
	readonly origin: string;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Code A, of the keys that wait already, or of new ones. */
export async function begin({ place, exclusive }: JoiningSurroundings): Done<string> {
	return exclusive(async () => {
		const before = await waiting(place);
		if (!before.ok) return before;
		if (before.value) {
			wipe(before.value.secrets);
			return ok(codeOf(before.value));
		}
		const { device, secrets } = await createDevice();
		const nonce = randomBytes(NONCE_BYTES);
		const row = await sealRowValue(place.keys, 'joining', JOINING, {
			v: VERSION,
			step: 'a',
			private: { sig: reveal(secrets.sig), kem: reveal(secrets.kem) },
			public: { ...device.public },
			nonce,
			token: null,
			scanned: null
		});
		wipe(secrets);
		const stored = await place.store.put(place.container, [row]);
		return stored.ok ? ok(codeOf({ device, nonce })) : fail(told(stored.error));
	});
}

/** Code B, the team's chain, and its key: then this phone has a further space, or new keys in the one that it was put out of. */
export async function finish(around: JoiningSurroundings, text: string, before: Before | null): Done<DeviceWords> {
	const { place, transport, origin, exclusive } = around;
	const code = readCode('b', text);
	if (!code) return fail({ kind: 'bad-code' });
	const found = await waiting(place);
	if (!found.ok) return found;
	if (!found.value) return fail({ kind: 'not-this-phone' });
	const { device, secrets, nonce } = found.value;
	try {
		const expected = await readB(code, nonce, device);
		if (!expected) return fail({ kind: 'not-this-phone' });
		const { space, genesis } = expected;
		if (before && !sameBytes(before.space.space.id, space)) return fail({ kind: 'in-a-team' });
		const talk = new Talk(transport, { device, space, origin });
		const welcome = await fetchTeam(talk, device, secrets.kem, expected);
		if (!welcome.ok) {
			if ('bad' in welcome.error) await drop(around);
			return toldOf(welcome.error);
		}
		const added = await exclusive(() =>
			before
				? replaceDevice(place, before, device, secrets, welcome.value)
				: addSpace(place, device, secrets, welcome.value, space)
		);
		for (const [, key] of welcome.value.epochs) reveal(key).fill(0);
		if (!added.ok) return fail(told(added.error));
		const dropped = await drop(around);
		return dropped.ok ? ok(await wordsFor({ space, genesis }, device.public)) : dropped;
	} finally {
		wipe(secrets);
	}
}

/** The keys are forgotten: nobody can come in with them any more. */
export async function drop({ place, exclusive }: JoiningSurroundings): Done<void> {
	const id = await rowId(place.keys, 'joining', JOINING);
	const removed = await exclusive(() => place.store.remove(place.container, [id]));
	return removed.ok ? removed : fail(told(removed.error));
}

async function waiting(place: Place): Done<Waiting | null> {
	const row = await readRow(place, 'joining', JOINING);
	if (!row.ok) return fail(told(row.error));
	const parsed = Stored.safeParse(row.value.content && fromCbor(row.value.content));
	row.value.content?.fill(0);
	if (!parsed.success) return ok(null);
	const { private: halves, public: known, nonce } = parsed.data;
	const secrets = { sig: new Redacted(halves.sig), kem: new Redacted(halves.kem) };
	return ok({ device: await loadDevice(known, secrets), secrets, nonce });
}

function codeOf({ device: { public: keys }, nonce }: Pick<Waiting, 'device' | 'nonce'>): string {
	return writeCode([1, 'a', keys.sig, keys.kem, keys.courier, nonce]);
}

function wipe(secrets: DeviceSecrets): void {
	for (const secret of [secrets.sig, secrets.kem]) reveal(secret).fill(0);
}
