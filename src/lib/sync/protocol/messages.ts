/** Every request and reply of `/api/v1/` (`docs/protocol.md`, 11). What a message may weigh stands beside it, before padding. */
import { z } from '../../domain/zod.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { PulledItem, PushedItem } from './item.ts';
import {
	MAX_ASKED,
	MAX_ASKED_FOR_ONE_INVITE,
	MAX_BODY_CONTENT,
	MAX_CIRCLES,
	MAX_ENVELOPE_LIST,
	MAX_ITEMS_SENT,
	MAX_OPERATION,
	MAX_OPERATIONS_SENT,
	MAX_WANTED,
	VERSION
} from './limits.ts';
import { bytes, bytesUpTo, count, hash, Head, id, milliseconds, signature } from './schema.ts';

const SMALL = 400;
const v = z.literal(VERSION);
const few = <T extends z.ZodMiniType>(item: T, most: number, least = 0) =>
	z.array(item).check(z.minLength(least), z.maxLength(most));

const operation = z.tuple([bytesUpTo(MAX_OPERATION, 1), signature]);
const cursor = id;
/** Envelopes, or `null` for an operation that has none. */
const list = z.nullable(bytesUpTo(MAX_ENVELOPE_LIST, 1));
const nothing = z.strictObject({ v });
const parts = few(count, 64);

export const ErrorReply = z.strictObject({
	v,
	error: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
	/** Seconds to wait before the next try. */
	wait: z.nullable(count)
});

/** To a part of a file that was sent. */
export const PartReply = z.strictObject({ v, have: parts });

const message = <Q extends z.ZodMiniType, R extends z.ZodMiniType>(request: Q, reply: R, most = SMALL) => ({
	request,
	reply,
	most
});

/** Path under `/api/v1/` → its messages. Blob parts, hints and health have no such bodies. */
export const MESSAGES = {
	challenge: message(z.strictObject({ v, device: id }), z.strictObject({ v, nonce: hash, exp: milliseconds })),
	session: message(
		z.strictObject({
			v,
			space: id,
			device: id,
			nonce: hash,
			exp: milliseconds,
			/** 0 the device itself, 1 its courier. */
			as: z.union([z.literal(0), z.literal(1)]),
			sig: signature
		}),
		z.strictObject({
			v,
			bearer: hash,
			until: milliseconds,
			/** 0 stands, 1 was removed. */
			standing: z.union([z.literal(0), z.literal(1)]),
			/** The home space, then the circles that the device stands in. */
			spaces: few(id, MAX_CIRCLES + 1)
		})
	),
	spaces: message(
		z.strictObject({ v, token: z.nullable(bytes(32)), ops: few(operation, MAX_OPERATIONS_SENT, 2) }),
		z.strictObject({ v, space: id }),
		MAX_BODY_CONTENT
	),
	chain: message(
		z.strictObject({ v, space: id, from: count }),
		z.strictObject({ v, ops: few(operation, 4096), more: z.boolean() })
	),
	epoch: message(
		z.strictObject({ v, space: id, epoch: count }),
		z.strictObject({ v, envelopes: bytesUpTo(MAX_ENVELOPE_LIST) })
	),
	append: message(
		z.strictObject({
			v,
			space: id,
			prev: hash,
			ops: few(z.tuple([bytesUpTo(MAX_OPERATION, 1), signature, list]), MAX_OPERATIONS_SENT, 1)
		}),
		z.strictObject({ v, head: Head }),
		MAX_BODY_CONTENT
	),
	push: message(
		z.strictObject({ v, space: id, items: few(PushedItem, MAX_ITEMS_SENT, 1) }),
		z.strictObject({
			v,
			/** One an item, in order: code, and the hash, the number or the error code that goes with it. */
			results: few(
				z.tuple([z.int().check(z.minimum(0), z.maximum(4)), z.nullable(z.union([hash, count, z.string()]))]),
				MAX_ITEMS_SENT
			)
		}),
		MAX_BODY_CONTENT
	),
	pull: message(
		z.strictObject({
			v,
			spaces: few(z.tuple([id, cursor]), MAX_CIRCLES + 1, 1),
			/** Gaps: space, device, first, last. */
			want: few(z.tuple([id, id, count, count]), MAX_WANTED)
		}),
		z.strictObject({
			v,
			/** Last: how far this goes, and how far the space goes, in its own numbers. For a progress bar and nothing else. */
			spaces: few(
				z.tuple([id, Head, cursor, z.boolean(), z.array(PulledItem), z.tuple([count, count])]),
				MAX_CIRCLES + 1
			),
			/** The circles of the session's home that the device stands in by now. */
			circles: few(id, MAX_CIRCLES)
		}),
		8192
	),
	late: message(
		z.strictObject({ v, space: id, after: cursor }),
		z.strictObject({ v, items: z.array(PulledItem), cursor, more: z.boolean() })
	),
	'join/ask': message(
		z.strictObject({ v, space: id, invite: id, asked: bytesUpTo(MAX_ASKED, 1) }),
		nothing,
		MAX_ASKED + SMALL
	),
	'join/asked': message(
		z.strictObject({ v, space: id, invite: id }),
		z.strictObject({ v, asked: few(bytesUpTo(MAX_ASKED), MAX_ASKED_FOR_ONE_INVITE) })
	),
	'blob/have': message(
		z.strictObject({ v, space: id, blob: id }),
		z.strictObject({ v, have: parts, done: z.boolean() })
	),
	'blob/finish': message(z.strictObject({ v, space: id, blob: id, stored: count, hash }), nothing),
	pack: message(
		z.strictObject({ v, space: id, statement: bytesUpTo(MAX_OPERATION, 1), sig: signature }),
		z.strictObject({ v, signed: count }),
		MAX_OPERATION + SMALL
	),
	packs: message(
		z.strictObject({ v, space: id }),
		z.strictObject({
			v,
			packs: z.array(z.tuple([bytesUpTo(MAX_OPERATION, 1), z.array(z.tuple([id, signature])), milliseconds]))
		})
	)
} as const;
