/**
 * Request and reply bodies: `pad(CBOR)`, so that only bucket sizes cross the network, of a type of our own, so that a captive
 * portal's page is never taken for an answer. Both sides read with a schema, and within limits looked at first.
 */
import { fromCbor, toCbor, type Bytes } from '../../domain/cbor.ts';
import { pad, unpad } from '../../domain/padding.ts';
import type { z } from '../../domain/zod.ts';
import { MAX_BODY, MAX_BODY_CONTENT, MAX_DEPTH } from './limits.ts';

export const BODY_TYPE = 'application/vnd.repit.v1';

/** Throws above the limit: whoever makes a body splits it first. */
export function writeBody(value: unknown): Bytes {
	const content = toCbor(value);
	if (content.length > MAX_BODY_CONTENT) throw new Error('a body has its limit');
	return pad(content);
}

/** `null` for anything that is not such a body. `most`: what this message may have, before padding. */
export function readBody<T extends z.ZodMiniType>(
	schema: T,
	body: Uint8Array,
	most = MAX_BODY_CONTENT
): z.infer<T> | null {
	const parsed = schema.safeParse(readContent(body, most));
	return parsed.success ? parsed.data : null;
}

/** What is in a body, not looked at yet; `null` for anything that is none. */
export function readContent(body: Uint8Array, most = MAX_BODY_CONTENT): unknown {
	if (body.length > MAX_BODY) return null;
	const content = unpad(body);
	if (!content || content.length > most) return null;
	const value = fromCbor(content);
	return isShallow(value, MAX_DEPTH) ? value : null;
}

function isShallow(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
	return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}
