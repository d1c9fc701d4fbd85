/**
 * A file of a case: age v1 with one stanza of ours (`docs/protocol.md`, 9.6). The key of each file is random and travels in the
 * entry that names it, so that removal and shredding reach the file too.
 *
 *     -> repit/v1 <base64 of iv>
 *     GCM(HKDF(key, blob, "repit/v1/attachment"), iv, age's file key,
 *         associated = CBOR ["repit/v1/attachment", 1, space, case or null, blob, length])
 *
 * The payload is the content, then zeros to Padmé of its length, 4 KiB at least: what it comes to in all is a function of the
 * length, known before a byte of it is fetched.
 */
import { base64nopad } from '@scure/base';
import { padme } from '../domain/padding.ts';
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import {
	deriveSealKey,
	importSecret,
	NONCE_BYTES,
	open,
	openStream,
	randomBytes,
	seal,
	sealStream,
	TAG_BYTES,
	type Bytes,
	type SealKey,
	type Stanza
} from './suite.ts';

const VERSION = 1;
const STANZA = 'repit/v1';
const LEAST = 4096;
const AGE_KEY_BYTES = 16;
const AGE_CHUNK = 64 * 1024;
/** Version line, stanza, its body, MAC, and the nonce of the payload. */
const HEADER_BYTES = 22 + 29 + 44 + 48 + 16;
/** Read and sealed at once. */
const PIECE = 256 * 1024;

export interface FilePlace {
	readonly space: Uint8Array;
	/** `null`: of the space itself. */
	readonly caseId: Uint8Array | null;
	readonly blob: Uint8Array;
	/** Of the content. */
	readonly length: number;
}

const paddedLength = (length: number) => padme(Math.max(LEAST, length));

/** What a content of this length comes to once it is sealed. */
export function storedSize(length: number): number {
	const padded = paddedLength(length);
	return HEADER_BYTES + padded + TAG_BYTES * Math.ceil(padded / AGE_CHUNK);
}

export async function sealFile(
	key: Uint8Array,
	place: FilePlace,
	content: Uint8Array
): Promise<ReadableStream<Uint8Array>> {
	if (content.length !== place.length) throw new Error('a file has the length that it says');
	const wrapping = await wrappingKey(key, place);
	return sealStream(padded(content), async (fileKey): Promise<Stanza> => {
		const iv = randomBytes(NONCE_BYTES);
		return { args: [STANZA, base64nopad.encode(iv)], body: await seal(wrapping, iv, fileKey, associated(place)) };
	});
}

/** The content, once the whole has opened; `null` whatever does not match. */
export async function openFile(
	key: Uint8Array,
	place: FilePlace,
	stored: ReadableStream<Uint8Array>
): Promise<Bytes | null> {
	const wrapping = await wrappingKey(key, place);
	const content = new Uint8Array(place.length);
	const all = paddedLength(place.length);
	let at = 0;
	try {
		const plain = await openStream(stored, async ({ args: [name, iv, ...more], body }) => {
			if (name !== STANZA || iv === undefined || more.length > 0) return null;
			const fileKey = await open(wrapping, base64nopad.decode(iv), body, associated(place));
			return fileKey?.length === AGE_KEY_BYTES ? fileKey : null;
		});
		for await (const piece of pieces(plain)) {
			const left = Math.max(0, Math.min(piece.length, place.length - at));
			if (left > 0) content.set(piece.subarray(0, left), at);
			at += piece.length;
			if (at > all || piece.subarray(left).some((byte) => byte !== 0)) return null;
		}
	} catch {
		return null;
	}
	return at === all ? content : null;
}

function wrappingKey(key: Uint8Array, { blob }: FilePlace): Promise<SealKey> {
	return importSecret(key).then((secret) => deriveSealKey(secret, blob, DOMAINS.attachment));
}

function associated({ space, caseId, blob, length }: FilePlace): Bytes {
	return toCbor([DOMAINS.attachment, VERSION, space, caseId, blob, length]);
}

function padded(content: Uint8Array): ReadableStream<Uint8Array> {
	const all = paddedLength(content.length);
	let at = 0;
	return new ReadableStream({
		pull(controller) {
			const piece = new Uint8Array(Math.min(PIECE, all - at));
			piece.set(content.subarray(at, at + piece.length));
			at += piece.length;
			controller.enqueue(piece);
			if (at === all) controller.close();
		}
	});
}

/** Not every browser lets a stream be walked through. */
export async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}
