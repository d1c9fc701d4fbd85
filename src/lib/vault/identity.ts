/** Who writes on this phone: its device keys and its space, kept in one sealed row. Byte layout: `docs/formats.md`, "Row". */
import { loadDevice, type Device, type DeviceSecrets } from '$lib/crypto/device';
import { Redacted, reveal } from '$lib/crypto/redacted';
import type { Space } from '$lib/crypto/space';
import { equal, type Bytes } from '$lib/crypto/suite';
import { z } from '$lib/domain/zod';
import { loadSpace, type EpochKeys, type TeamSpace } from '$lib/sync/space';
import type { Parent } from '$lib/team';

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
	readonly space: TeamSpace;
}

/** Every secret in it is to be sealed at once. */
export function encodeIdentity(
	{ device, space }: { readonly device: Pick<Device, 'public'>; readonly space: Pick<Space, 'ops'> },
	secrets: DeviceSecrets,
	epochs: EpochKeys
): unknown {
	return {
		v: VERSION,
		device: { ...device.public },
		private: { sig: reveal(secrets.sig), kem: reveal(secrets.kem) },
		ops: space.ops.map(({ op, sig }) => [op, sig]),
		epochs: epochs.map(([number, key]) => [number, reveal(key)])
	};
}

/** Whether what is stored has as many operations and keys as what is in memory: a chain only grows. */
export function sameChain(value: unknown, { space }: Identity): boolean {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return false;
	const { private: secrets, ops, epochs } = parsed.data;
	const same = ops.length === space.ops.length && epochs.length === space.keys.size;
	if (same) for (const secret of [secrets.sig, secrets.kem, ...epochs.map(([, key]) => key)]) secret.fill(0);
	return same;
}

/** Whether what is stored has other keys than this device. */
export function isOfAnother(value: unknown, { public: keys }: Device): boolean {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return false;
	const { device, private: secrets, epochs } = parsed.data;
	for (const secret of [secrets.sig, secrets.kem, ...epochs.map(([, key]) => key)]) secret.fill(0);
	return !equal(device.sig, keys.sig) || !equal(device.kem, keys.kem);
}

/** The same with a longer chain and more keys of epochs; `null` when `value` is not an identity. */
export function withChain(value: unknown, ops: Space['ops'], keys: EpochKeys): unknown {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return null;
	const epochs = new Map([...parsed.data.epochs, ...keys.map(([number, key]) => [number, reveal(key)] as const)]);
	return {
		...parsed.data,
		ops: ops.map(({ op, sig }) => [op, sig]),
		epochs: [...epochs].sort(([a], [b]) => a - b)
	};
}

interface RawSecrets {
	readonly epochs: EpochKeys;
	/** The caller's duty, once they are used. */
	wipe(): void;
}

/** The same keys in another space, a circle; `null` when `value` is not an identity. Its secrets are to be sealed at once. */
export function inSpace(value: unknown, ops: Space['ops'], epochs: EpochKeys): unknown {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return null;
	return {
		...parsed.data,
		device: { ...parsed.data.device, courier: null },
		ops: ops.map(({ op, sig }) => [op, sig]),
		epochs: epochs.map(([number, key]) => [number, reveal(key)])
	};
}

/** What a sealing needs in the raw. */
export function readSecrets(value: unknown): (RawSecrets & { readonly kem: Redacted<Bytes> }) | null {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return null;
	const { private: secrets, epochs } = parsed.data;
	return {
		kem: new Redacted(secrets.kem),
		epochs: epochs.map(([number, key]) => [number, new Redacted(key)]),
		wipe: () => {
			for (const secret of [secrets.sig, secrets.kem, ...epochs.map(([, key]) => key)]) secret.fill(0);
		}
	};
}

const StoredPending = z.strictObject({ v: z.literal(VERSION), epochs: z.array(z.tuple([z.int(), bytes])) });

/** Keys of epochs that were signed here and are not known to be in the chain. */
export function readPending(value: unknown): RawSecrets {
	const parsed = StoredPending.safeParse(value);
	const epochs = parsed.success ? parsed.data.epochs : [];
	return {
		epochs: epochs.map(([number, key]) => [number, new Redacted(key)]),
		wipe: () => {
			for (const [, key] of epochs) key.fill(0);
		}
	};
}

/**
 * `null` when any part is damaged or does not belong to the others. `parent`: of a circle, what its operations speak of. The
 * secrets in `value` are wiped.
 */
export async function loadIdentity(value: unknown, parent: Parent | null = null): Promise<Identity | null> {
	const parsed = StoredIdentity.safeParse(value);
	if (!parsed.success) return null;
	const { device: known, private: secrets, ops, epochs } = parsed.data;
	try {
		const device = await loadDevice(known, { sig: new Redacted(secrets.sig), kem: new Redacted(secrets.kem) });
		const signed = ops.map(([op, sig]) => ({ op, sig }));
		const space = await loadSpace(
			device,
			signed,
			epochs.map(([number, key]) => [number, new Redacted(key)]),
			parent
		);
		return space && { device, space };
	} catch {
		// Not a key at all.
		return null;
	} finally {
		for (const secret of [secrets.sig, secrets.kem, ...epochs.map(([, key]) => key)]) secret.fill(0);
	}
}
