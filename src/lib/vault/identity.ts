/** Who writes on this phone: its device keys and its space, kept in one sealed row. Byte layout: `docs/formats.md`, "Row". */
import { loadDevice, type Device } from '$lib/crypto/device';
import { loadSpace, type Space } from '$lib/crypto/space';
import type { Bytes } from '$lib/crypto/suite';
import { z } from '$lib/domain/zod';

const VERSION = 1;
const bytes = z.custom<Bytes>((value) => value instanceof Uint8Array);

const StoredIdentity = z.strictObject({
	v: z.literal(VERSION),
	device: z.strictObject({ sig: bytes, kem: bytes, courier: z.nullable(bytes) }),
	/** PKCS #8 of the private halves. */
	private: z.strictObject({ sig: bytes, kem: bytes }),
	/** The membership chain, from its genesis: signed bytes and signature. */
	ops: z.array(z.tuple([bytes, bytes])),
	epochs: z.array(z.tuple([z.int(), bytes])).check(z.minLength(1))
});

export interface Identity {
	readonly device: Device;
	readonly space: Space;
}

export function encodeIdentity({ device, space }: Identity): unknown {
	return {
		v: VERSION,
		device: { ...device.public },
		private: { ...device.stored },
		ops: space.ops.map(({ op, sig }) => [op, sig]),
		epochs: [[space.epoch.number, space.storedEpochKey]]
	};
}

/** `null` when any part is damaged or does not belong to the others. */
export async function loadIdentity(value: unknown): Promise<Identity | null> {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return null;
	const { device: known, private: stored, ops, epochs } = parsed.data;
	const epochKey = epochs.at(-1)?.[1];
	if (!epochKey) return null;
	const device = await loadDevice(known, stored);
	const signed = ops.map(([op, sig]) => ({ op, sig }));
	const space = await loadSpace(device, signed, epochKey);
	return space && { device, space };
}
