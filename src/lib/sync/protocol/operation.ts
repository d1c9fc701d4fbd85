/**
 * Operations of the membership chain (`docs/formats.md`, "Membership operation"; `docs/protocol.md`, 3.2).
 *
 *     operation = CBOR { v: 1, suite: 1, space, n, prev, type, by, hlc, body }
 *     signature = Ed25519("repit/v1/member" ‖ 0 ‖ operation), by the device `by`
 *     hash      = SHA-256(operation ‖ signature)
 *
 * Read in two steps: the frame, which says who signs what where, and, once that is proven, the body of its type.
 */
import { fromCbor, type Bytes } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import {
	KEY_BYTES,
	MAX_ENDS_IN_REMOVAL,
	MAX_ENVELOPE_LIST,
	MAX_OPERATION,
	MAX_RANGES,
	MAX_SHRED_BLOBS,
	NONCE_BYTES,
	SUITE,
	TAG_BYTES,
	VERSION
} from './limits.ts';
import {
	bytes,
	bytesUpTo,
	clock,
	count,
	DeviceKeys,
	End,
	hash,
	Head,
	id,
	milliseconds,
	Role,
	sorted
} from './schema.ts';

const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const ends = (least: number) => sorted(End, MAX_ENDS_IN_REMOVAL, ([device]) => device, least);
/** Ascending and apart: one set of numbers, one list. */
const ranges = z.array(z.tuple([count, count])).check(
	z.minLength(1),
	z.maxLength(MAX_RANGES),
	z.refine((list) => list.every(([from, to], i) => from <= to && from > (list[i - 1]?.[1] ?? -1) + 1))
);
const LINK_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** Type → body. */
export const BODIES = {
	genesis: z.strictObject({
		parent: z.nullable(id),
		salt: id,
		member: id,
		role: z.literal('admin'),
		device: DeviceKeys
	}),
	epoch: z.strictObject({
		epoch: whole(1, 2 ** 48),
		/** The membership that the key is meant for: the operation before this one. */
		head: Head,
		commit: hash,
		/** Of the list of envelopes. */
		envelopes: hash,
		/** The key of the epoch before, sealed under this one. */
		link: z.nullable(bytes(LINK_BYTES))
	}),
	invite: z.strictObject({ invite: id, role: Role, until: milliseconds }),
	revoke: z.strictObject({ invite: id }),
	join: z.strictObject({
		member: id,
		role: Role,
		device: DeviceKeys,
		/** `null` where the phones were side by side. */
		invite: z.nullable(id),
		above: z.nullable(Head),
		/** The key of the epoch in force, sealed to the new device. */
		epoch: whole(1, 2 ** 48),
		enc: bytes(KEY_BYTES),
		ct: bytes(KEY_BYTES + TAG_BYTES)
	}),
	remove: z.strictObject({ ends: ends(1), why: whole(0, 3), above: z.nullable(Head) }),
	role: z.strictObject({ member: id, role: Role, ends: ends(0) }),
	courier: z.strictObject({ courier: z.nullable(bytes(KEY_BYTES)) }),
	policy: z.strictObject({
		courier: z.boolean(),
		shred: z.enum(['admins', 'workers']),
		renew: whole(7, 365),
		/** Phones may have a second passphrase; what is in clear may be taken out of them. Absent: not. */
		duress: z.exactOptional(z.literal(true)),
		out: z.exactOptional(z.literal(true))
	}),
	retention: z.strictObject({ months: z.nullable(whole(1, 600)), notice: whole(1, 180) }),
	shred: z.strictObject({
		ref: id,
		entries: sorted(z.tuple([id, ranges]), MAX_RANGES, ([device]) => device, 1),
		blobs: sorted(id, MAX_SHRED_BLOBS, (blob) => blob),
		note: bytesUpTo(4124, 540)
	})
} as const;

export type OperationType = keyof typeof BODIES;
export type Body<T extends OperationType> = z.infer<(typeof BODIES)[T]>;

const Frame = z.strictObject({
	v: z.literal(VERSION),
	suite: z.literal(SUITE),
	space: z.nullable(id),
	n: count,
	prev: z.nullable(hash),
	type: z.string().check(z.maxLength(40)),
	by: id,
	hlc: clock,
	body: z.unknown()
});
/** Who signs what at which place; the body is still unread. */
export type Frame = z.infer<typeof Frame>;

/** An operation as it is stored and sent. */
export interface SignedOperation {
	readonly op: Bytes;
	readonly sig: Bytes;
}

/** `newer`: it says that it is of a version after this one, which nobody can prove. */
export function readFrame(op: Uint8Array): Frame | 'malformed' | 'newer' {
	if (op.length > MAX_OPERATION) return 'malformed';
	const value = fromCbor(op);
	const frame = Frame.safeParse(value);
	if (frame.success) return frame.data;
	return above(value, 'v', VERSION) || above(value, 'suite', SUITE) ? 'newer' : 'malformed';
}

export function isKnownType(type: string): type is OperationType {
	return Object.hasOwn(BODIES, type);
}

/** `null` when it is not a body of that type. */
export function readBody<T extends OperationType>(type: T, body: unknown): Body<T> | null {
	const parsed = BODIES[type].safeParse(body);
	return parsed.success ? (parsed.data as Body<T>) : null;
}

const EnvelopeList = z.array(z.tuple([id, bytes(KEY_BYTES), bytes(KEY_BYTES + TAG_BYTES)]));

/** The devices that a list of envelopes is for, in its order; `null` when it is not such a list. */
export function readRecipients(list: Uint8Array): readonly Bytes[] | null {
	const parsed = list.length > MAX_ENVELOPE_LIST ? null : EnvelopeList.safeParse(fromCbor(list));
	return parsed?.success ? parsed.data.map(([device]) => device) : null;
}

function above(value: unknown, key: string, known: number): boolean {
	const found = (value as Record<string, unknown> | null)?.[key];
	return Number.isInteger(found) && Number(found) > known;
}
