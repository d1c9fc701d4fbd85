/** Reads a request's body, never more of it than the message may have, and not for ever. */
import type { z } from '../domain/zod.ts';
import { ok } from '../domain/result.ts';
import { fromCbor, type Bytes } from '../domain/cbor.ts';
import { paddedSize, unpad } from '../domain/padding.ts';
import { BODY_TYPE, readMessage, VERSION } from '../sync/protocol/index.ts';
import { refuse, type Answer } from './refusal.ts';

const BODY_TIMEOUT = 60_000;
export const PART_TIMEOUT = 5 * 60_000;

export async function readUpTo(request: Request, most: number, patience = BODY_TIMEOUT): Promise<Answer<Bytes>> {
	const said = Number(request.headers.get('content-length') ?? 0);
	if (said > most) return refuse('too-large');
	if (!request.body) return ok(new Uint8Array(0));
	const reader = request.body.getReader();
	const chunks: Uint8Array[] = [];
	let length = 0;
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		void reader.cancel().catch(() => undefined);
	}, patience);
	try {
		for (;;) {
			const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
			if (late) return refuse('busy', 1);
			if (done || !value) return ok(joined(chunks, length));
			length += value.length;
			if (length > most) {
				void reader.cancel().catch(() => undefined);
				return refuse('too-large');
			}
			chunks.push(value);
		}
	} finally {
		clearTimeout(timer);
	}
}

function joined(chunks: readonly Uint8Array[], length: number): Bytes {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.length;
	}
	return whole;
}

export async function readRequest<T extends z.ZodMiniType>(
	request: Request,
	schema: T,
	most: number
): Promise<Answer<z.infer<T>>> {
	if (request.headers.get('content-type') !== BODY_TYPE) return refuse('not-ours');
	const body = await readUpTo(request, paddedSize(most));
	if (!body.ok) return body;
	const message = readMessage(schema, body.value, most);
	return message === null ? refuse(isNewer(body.value) ? 'newer' : 'malformed') : ok(message);
}

/** Of a version after this one, which says nothing of its form. */
function isNewer(body: Bytes): boolean {
	const content = unpad(body);
	const value = content && fromCbor(content);
	const v = typeof value === 'object' && value !== null ? (value as { v?: unknown }).v : undefined;
	return typeof v === 'number' && Number.isInteger(v) && v > VERSION;
}
