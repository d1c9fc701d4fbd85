/** Asking a server in its own words, and reading what it answers: what is not of the protocol is a failure. */
import type { Device } from '../../src/lib/crypto/device.ts';
import type { Bytes } from '../../src/lib/domain/cbor.ts';
import type { z } from '../../src/lib/domain/zod.ts';
import {
	BODY_TYPE,
	ErrorReply,
	MESSAGES,
	readMessage,
	writeMessage,
	type SignedOperation
} from '../../src/lib/sync/protocol/index.ts';
import type { Team } from '../../src/lib/team/index.ts';

type Messages = typeof MESSAGES;
export type Message = keyof Messages;
export type Reply<K extends Message> = z.infer<Messages[K]['reply']>;
export type Asked<K extends Message> = Omit<z.input<Messages[K]['request']>, 'v'>;

/** A server, in this process or another. */
export type Ask = (request: Request) => Promise<Response>;
export const ORIGIN = 'https://repit.test';
export const ZERO: Bytes = new Uint8Array(16);

export interface Phone {
	readonly device: Device;
	readonly id: Bytes;
	readonly member: Bytes;
	/** The last entry, of this phone's own. */
	seq: number;
	last: Bytes;
	bearer: Bytes | null;
}

/** A space as one of its phones knows it. */
export interface Space {
	readonly id: Bytes;
	readonly ops: SignedOperation[];
	team: Team;
}

export type Outcome<K extends Message> =
	| { readonly status: 200; readonly reply: Reply<K> }
	| { readonly status: number; readonly error: string; readonly wait: number | null };

export async function call<K extends Message>(
	ask: Ask,
	message: K,
	body: Asked<K>,
	by: Phone | null = null
): Promise<Outcome<K>> {
	const response = await ask(requestOf(message, writeMessage({ v: 1, ...body }), by));
	return read(message, response);
}

export function requestOf(
	path: string,
	body: Uint8Array,
	by: Phone | null,
	headers: Record<string, string> = {}
): Request {
	const bearer = by?.bearer ? { authorization: `Bearer ${Buffer.from(by.bearer).toString('base64url')}` } : {};
	return new Request(`${ORIGIN}/api/v1/${path}`, {
		method: 'POST',
		body: new Uint8Array(body),
		headers: { 'content-type': BODY_TYPE, ...bearer, ...headers }
	});
}

export async function read<K extends Message>(message: K, response: Response): Promise<Outcome<K>> {
	const bytes = new Uint8Array(await response.arrayBuffer());
	if (response.headers.get('content-type') !== BODY_TYPE) throw new Error('not our server');
	if (response.headers.get('cache-control') !== 'no-store') throw new Error('it may be kept');
	if (response.status === 200) {
		const reply = readMessage(MESSAGES[message].reply, bytes);
		if (!reply) throw new Error(`not a reply to ${message}`);
		return { status: 200, reply: reply as Reply<K> };
	}
	const refused = readMessage(ErrorReply, bytes);
	if (!refused) throw new Error('not an error of ours');
	return { status: response.status, error: refused.error, wait: refused.wait };
}

/** The reply, or a failure that says what came instead. */
export async function right<K extends Message>(
	ask: Ask,
	message: K,
	body: Asked<K>,
	by: Phone | null = null
): Promise<Reply<K>> {
	const outcome = await call(ask, message, body, by);
	if ('reply' in outcome) return outcome.reply;
	throw new Error(`${message}: ${outcome.status} ${outcome.error}`);
}

/** A part of a file, as it is put or asked for. */
export function partRequest(
	method: 'PUT' | 'GET',
	space: Space,
	by: Phone,
	blob: Bytes,
	part: number,
	bytes?: Bytes
): Request {
	const text = (id: Bytes) => Buffer.from(id).toString('base64url');
	const headers = { authorization: `Bearer ${text(by.bearer ?? ZERO)}`, 'repit-space': text(space.id) };
	const type = bytes && { 'content-type': 'application/octet-stream' };
	const address = `${ORIGIN}/api/v1/blob/${text(blob)}/${part}`;
	return new Request(address, { method, headers: { ...headers, ...type }, ...(bytes && { body: bytes }) });
}
