/** The small forms that every message is made of. */
import type { Bytes } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import { compareBytes } from './compare.ts';
import { HASH_BYTES, ID_BYTES, KEY_BYTES, MAX_COUNT, SIGNATURE_BYTES } from './limits.ts';

export const bytes = (length: number) =>
	z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
export const bytesUpTo = (most: number, least = 0) =>
	z.custom<Bytes>((value) => value instanceof Uint8Array && value.length >= least && value.length <= most);
export const count = z.int().check(z.minimum(0), z.maximum(MAX_COUNT));
export const id = bytes(ID_BYTES);
export const hash = bytes(HASH_BYTES);
export const publicKey = bytes(KEY_BYTES);
export const signature = bytes(SIGNATURE_BYTES);
export const milliseconds = z.int().check(z.minimum(0), z.maximum(2 ** 48 - 1));
export const clock = z.tuple([milliseconds, z.int().check(z.minimum(0), z.maximum(65535))]);

/** An operation of a membership chain: its place and hash. */
export const Head = z.tuple([count, hash]);
export type Head = z.infer<typeof Head>;
/** An entry of a device's chain: device, number, hash. */
export const End = z.tuple([id, count, hash]);
export type End = z.infer<typeof End>;

export const Role = z.enum(['admin', 'worker', 'reader']);
export type Role = z.infer<typeof Role>;

export const DeviceKeys = z.strictObject({ sig: publicKey, kem: publicKey, courier: z.nullable(publicKey) });
export type DeviceKeys = z.infer<typeof DeviceKeys>;

/** A list that must be in ascending order of a key, without duplicates: one list, one encoding. */
export function sorted<T extends z.ZodMiniType>(
	item: T,
	most: number,
	keyOf: (value: z.infer<T>) => Uint8Array,
	least = 0
) {
	return z.array(item).check(
		z.minLength(least),
		z.maxLength(most),
		z.refine((list) => ascending(list.map((value) => keyOf(value))))
	);
}

function ascending(keys: readonly Uint8Array[]): boolean {
	return keys.every((key, i) => i === 0 || compareBytes(keys[i - 1] ?? key, key) < 0);
}
