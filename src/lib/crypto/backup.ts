/**
 * A backup as a file (`docs/formats.md`, "Backup file"): age v1, to a passphrase alone or to public keys, which any tool for age
 * opens. What is in it:
 *
 *     "repit-backup" ‖ line feed ‖ version (1 byte) ‖ pad(signature ‖ body)
 *     signature = Ed25519(sig of the device that made it, "repit/v1/backup" ‖ zero ‖ SHA-256(body))
 *
 * A file that is not opened says which of a few things it is, and nothing more.
 */
import { fail, ok, type Result } from '../domain/result.ts';
import { pieces } from './file.ts';
import { DOMAINS } from './domains.ts';
import { pad, unpad } from './padding.ts';
import {
	concat,
	equal,
	framed,
	isAgeIdentity,
	isAgeRecipient,
	openFor,
	sealFor,
	sha256,
	sign,
	SIGNATURE_BYTES,
	unarmoured,
	verify,
	type AgeBy,
	type AgeTo,
	type Bytes,
	type SigningKey
} from './suite.ts';

/** Of the whole file, in bytes. */
export const MAX_BACKUP = 128 * 1024 * 1024;
const VERSION = 1;
const utf8 = new TextEncoder();
const MAGIC = utf8.encode('repit-backup\n');
/** Of scrypt: 32 MiB, which a small phone has. The words carry 88 bits. */
const WORK_FACTOR = 15;
/** A tool of another maker uses 18, which is 256 MiB. */
const MOST_WORK_FACTOR = 18;
const AGE = 'age-encryption.org/v1\n';
const ARMOUR = '-----BEGIN AGE ENCRYPTED FILE-----';
/** More than a header with a key for every member comes to. */
const MAX_HEADER = 256 * 1024;
/** Sealed at once. */
const PIECE = 256 * 1024;

/**
 * `key`: these words, or this identity, are not what it was made for. `passphrase`, `identity`: it asks for the other one.
 * `costly`: its scrypt asks for more than a phone can give.
 */
export type Refusal =
	| 'not-age'
	| 'damaged'
	| 'key'
	| 'passphrase'
	| 'identity'
	| 'costly'
	| 'not-backup'
	| 'newer'
	| 'too-large'
	| 'cancelled';

export interface Watched {
	readonly signal: AbortSignal;
	/** 0–1. */
	readonly onProgress: (done: number) => void;
}

export interface SignedBody {
	readonly body: Bytes;
	readonly signature: Bytes;
}

/** A public key of age as it was typed, in its one spelling. `secret`: it is the half that opens. */
export async function recipientOf(typed: string): Promise<Result<string, 'secret' | 'none'>> {
	const text = typed.trim();
	if (/^age-secret-key-/iu.test(text)) return fail('secret');
	const lower = text.toLowerCase();
	// Those of a hardware key are opened by nothing that runs here.
	if (!/^age1(?!tag)/u.test(lower)) return fail('none');
	return (await isAgeRecipient(lower)) ? ok(lower) : fail('none');
}

/** What opens, in its one spelling; `null` where it is none. */
export async function identityOf(typed: string): Promise<string | null> {
	const line = typed
		.split(/\r?\n/u)
		.map((one) => one.trim().toUpperCase())
		.find((one) => one.startsWith('AGE-SECRET-KEY-'));
	return line && (await isAgeIdentity(line)) ? line : null;
}

export async function signBackup(signingKey: SigningKey, body: Uint8Array): Promise<Bytes> {
	return sign(signingKey, framed(DOMAINS.backup, await sha256(body)));
}

export async function isSignedBy(signer: Uint8Array, { body, signature }: SignedBody): Promise<boolean> {
	return verify(signer, signature, framed(DOMAINS.backup, await sha256(body)));
}

/** `null`: called off, or too large. */
export async function sealBackup(
	{ body, signature }: SignedBody,
	to: AgeTo,
	{ signal, onProgress }: Watched
): Promise<Result<Bytes, 'too-large' | 'cancelled'>> {
	const signed = concat(signature, body);
	const padded = pad(signed);
	signed.fill(0);
	const plain = concat(MAGIC, new Uint8Array([VERSION]), padded);
	padded.fill(0);
	if (plain.length > MAX_BACKUP) return fail('too-large');
	try {
		const whole = await gathered(await sealFor(streamOf(plain), to, WORK_FACTOR), signal, (length) => {
			onProgress(Math.min(1, length / plain.length));
		});
		return whole ? ok(whole) : fail('cancelled');
	} finally {
		plain.fill(0);
	}
}

/** What a file asks for, by its header alone. */
export async function askedBy(file: Uint8Array): Promise<Result<'passphrase' | 'identity', Refusal>> {
	const bare = await bareOf(file);
	return bare.ok ? askedIn(bare.value) : bare;
}

export async function openBackup(
	file: Uint8Array,
	by: AgeBy,
	{ signal, onProgress }: Watched
): Promise<Result<SignedBody, Refusal>> {
	const bare = await bareOf(file);
	if (!bare.ok) return bare;
	const asked = askedIn(bare.value);
	if (!asked.ok) return asked;
	if (!(asked.value in by)) return fail(asked.value);
	let plain: Bytes | null;
	try {
		const opened = await openFor(streamOf(bare.value), by);
		if (!opened) return fail('key');
		plain = await gathered(opened, signal, (length) => {
			onProgress(Math.min(1, length / bare.value.length));
		});
	} catch {
		return fail('damaged');
	}
	if (!plain) return fail('cancelled');
	try {
		return signedIn(plain);
	} finally {
		plain.fill(0);
	}
}

function signedIn(plain: Bytes): Result<SignedBody, Refusal> {
	if (!equal(plain.subarray(0, MAGIC.length), MAGIC)) return fail('not-backup');
	const version = plain[MAGIC.length] ?? 0;
	if (version > VERSION) return fail('newer');
	const signed = version === VERSION ? unpad(plain.subarray(MAGIC.length + 1)) : null;
	if (!signed || signed.length < SIGNATURE_BYTES) return fail('not-backup');
	const [signature, body] = [signed.slice(0, SIGNATURE_BYTES), signed.slice(SIGNATURE_BYTES)];
	signed.fill(0);
	return ok({ body, signature });
}

/** Without its armour of letters, where a tool has put it into one. */
async function bareOf(file: Uint8Array): Promise<Result<Uint8Array, Refusal>> {
	if (file.length > MAX_BACKUP * 1.5) return fail('too-large');
	const begin = new TextDecoder().decode(file.subarray(0, 64)).trimStart();
	if (begin.startsWith(AGE)) return ok(file);
	if (!begin.startsWith(ARMOUR)) return fail('not-age');
	try {
		return ok(await unarmoured(new TextDecoder().decode(file)));
	} catch {
		return fail('damaged');
	}
}

/** A file for a passphrase has one stanza, and nothing else besides. */
function askedIn(file: Uint8Array): Result<'passphrase' | 'identity', Refusal> {
	const header = new TextDecoder().decode(file.subarray(0, MAX_HEADER)).split('\n--- ', 1)[0] ?? '';
	const stanzas = header.split('\n').filter((line) => line.startsWith('-> '));
	if (stanzas.length === 0) return fail('damaged');
	const scrypt = stanzas.find((line) => line.startsWith('-> scrypt '));
	if (!scrypt) return ok('identity');
	return Number(scrypt.split(' ')[3]) > MOST_WORK_FACTOR ? fail('costly') : ok('passphrase');
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
	let at = 0;
	return new ReadableStream({
		pull(controller) {
			const piece = bytes.slice(at, at + PIECE);
			at += piece.length;
			if (piece.length > 0) controller.enqueue(piece);
			if (at >= bytes.length) controller.close();
		}
	});
}

/** `null`: called off. */
async function gathered(
	stream: ReadableStream<Uint8Array>,
	signal: AbortSignal,
	onLength: (length: number) => void
): Promise<Bytes | null> {
	const all: Uint8Array[] = [];
	let length = 0;
	for await (const piece of pieces(stream)) {
		if (signal.aborted) return null;
		all.push(piece);
		onLength((length += piece.length));
	}
	return concat(...all);
}
