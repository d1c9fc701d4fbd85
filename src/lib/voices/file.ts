/**
 * A voice pack as one file, `.repit-voice` (docs/formats.md, "Voice pack"). Integers are big-endian.
 *
 *     0        12   "repit-voice" and a line feed
 *     12       4    n, length of the header
 *     16       n    header, JSON in UTF-8 (header.ts)
 *     16 + n   …    the clips' bytes, in the order of the header, without gaps
 *     end−32   32   SHA-256 of everything before
 *
 * What does not read is refused with its reason. Nothing is signed: a pack is listened to before it is kept, and is heard
 * only where the text itself may be.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { concat, equal, HASH_BYTES, sha256, type Bytes } from '../crypto/suite.ts';
import { isLang, type Lang } from '../rights/languages.ts';
import { digestOf, hex } from './digest.ts';
import { Header, MAX_CLIP_BYTES, MAX_CLIP_MS, MAX_PACK_BYTES, sizeOf, VERSION } from './header.ts';

export interface VoicePack {
	readonly header: Header & { readonly lang: Lang };
	/** In the order of the header's clips. */
	readonly clips: readonly Bytes[];
	/** The SHA-256 at its end: two files with the same are the same. */
	readonly id: string;
}

export type Refusal =
	/** Not a voice pack at all. */
	| { readonly reason: 'foreign' }
	/** Made by a later version of the app. */
	| { readonly reason: 'newer' }
	/** Bytes missing or changed; which sentence, where it can be told. */
	| { readonly reason: 'damaged'; readonly place: string | null }
	/** In a language this version does not have. */
	| { readonly reason: 'language'; readonly lang: string }
	/** The whole pack, or one sentence, is longer than a pack may be. */
	| { readonly reason: 'too-large'; readonly place: string | null };

const MAGIC = new TextEncoder().encode('repit-voice\n');
const HEAD = MAGIC.length + 4;
const MAX_HEADER_BYTES = 512 * 1024;

export async function encodePack(header: Header, clips: readonly Uint8Array[]): Promise<Bytes> {
	const json = new TextEncoder().encode(JSON.stringify(header));
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, json.length);
	const body = concat(MAGIC, length, json, ...clips);
	return concat(body, await sha256(body));
}

export async function decodePack(file: Bytes): Promise<Result<VoicePack, Refusal>> {
	if (file.length > MAX_PACK_BYTES) return fail({ reason: 'too-large', place: null });
	if (file.length < MAGIC.length || !equal(file.subarray(0, MAGIC.length), MAGIC)) return fail({ reason: 'foreign' });
	const end = file.length - HASH_BYTES;
	const whole = end >= HEAD && equal(await sha256(file.subarray(0, end)), file.subarray(end));
	const json = headerOf(file, end);
	if (json === null) return fail({ reason: 'damaged', place: null });
	if (whole && versionOf(json.value) > VERSION) return fail({ reason: 'newer' });
	const parsed = Header.safeParse(json.value);
	if (!parsed.success) return fail({ reason: 'damaged', place: null });
	const header = parsed.data;
	const clips = cut(header, file.subarray(json.end, end));
	if (!whole || clips === null)
		return fail({ reason: 'damaged', place: await brokenIn(header, file.subarray(json.end)) });
	const broken = await brokenIn(header, file.subarray(json.end, end));
	if (broken !== null) return fail({ reason: 'damaged', place: broken });
	const long = header.clips.find(({ ms, size }) => ms > MAX_CLIP_MS || size > MAX_CLIP_BYTES);
	if (long) return fail({ reason: 'too-large', place: long.place });
	const { lang } = header;
	if (!isLang(lang)) return fail({ reason: 'language', lang });
	return ok({ header: { ...header, lang }, clips, id: hex(file.subarray(end)) });
}

function headerOf(file: Uint8Array, end: number): { readonly value: unknown; readonly end: number } | null {
	if (end < HEAD) return null;
	const length = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length);
	if (length > MAX_HEADER_BYTES || HEAD + length > end) return null;
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(HEAD, HEAD + length));
		return { value: JSON.parse(text) as unknown, end: HEAD + length };
	} catch {
		return null;
	}
}

function versionOf(value: unknown): number {
	return value instanceof Object && 'version' in value && typeof value.version === 'number' ? value.version : 0;
}

/** `null` where the clips do not fill the place between header and end exactly. */
function cut(header: Header, bytes: Bytes): readonly Bytes[] | null {
	if (sizeOf(header) !== bytes.length) return null;
	let at = 0;
	return header.clips.map(({ size }) => bytes.subarray(at, (at += size)));
}

/** The place of the first clip whose bytes are not those the header names. */
async function brokenIn(header: Header, bytes: Uint8Array): Promise<string | null> {
	let at = 0;
	for (const { place, size, sha256: expected } of header.clips) {
		if ((await digestOf(bytes.subarray(at, (at += size)))) !== expected) return place;
	}
	return null;
}
