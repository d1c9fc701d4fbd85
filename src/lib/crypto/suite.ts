/**
 * Suite 1: AES-256-GCM (SP 800-38D), HKDF- and HMAC-SHA-256 (RFC 5869, 2104), SHA-256 (FIPS 180-4), Ed25519 (RFC 8032),
 * X25519 (RFC 7748), Argon2id (RFC 9106), HPKE (RFC 9180), the STREAM of age v1. The only file that calls a primitive: WebCrypto,
 * hash-wasm for Argon2id and for hashes of what is not in memory whole, and, fetched only where they are needed, @hpke/core for
 * what is sealed to another device and age-encryption for files.
 *
 * The curves and Argon2id have to give a known answer before they are first used. Where the browser's own do not, or are not
 * there, the same is done in JavaScript (`soft-*.ts`), with keys that are bytes in this Worker; everybody else never loads that.
 *
 * Bytes in, bytes out. Opening something that was not sealed with this key, nonce and associated data gives `null`,
 * whatever the reason; wrong sizes are broken invariants and throw.
 */
import { base64urlnopad } from '@scure/base';
import { argon2id, createSHA256 } from 'hash-wasm';
import { isLowOrder, isLowOrderAgreement } from '../domain/low-order.ts';
import { concat, equal } from './bytes.ts';
import { argon2idAnswer, ed25519Answer, x25519Answer } from './known-answers.ts';
import { Redacted, reveal } from './redacted.ts';
import type { SoftSigningKey } from './soft-curves.ts';

export { concat, equal, framed } from './bytes.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A secret that only derives other keys; never exportable. */
export type Secret = CryptoKey & { readonly algorithm: { readonly name: 'HKDF' } };
/** An AES-256-GCM key; never exportable. */
export type SealKey = CryptoKey & { readonly algorithm: { readonly name: 'AES-GCM' } };
/** An Ed25519 key that signs: the browser's, never exportable, or where it has none, one that shows nothing of itself. */
export type SigningKey = CryptoKey | SoftSigningKey;

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;

const utf8 = new TextEncoder();

export function randomBytes(length: number): Bytes {
	return crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)));
}

/** SHA-256 of what comes piece by piece. */
export async function sha256Of(): Promise<{ add(piece: Uint8Array): void; done(): Bytes }> {
	if (!(await fastArgon2id())) return (await softHashes()).sha256Of();
	const hash = (await createSHA256()).init();
	return { add: (piece) => void hash.update(piece), done: () => new Uint8Array(hash.digest('binary')) };
}

/** A key for HMAC-SHA-256, for many messages under one key. */
export async function importMacKey(key: Uint8Array): Promise<CryptoKey> {
	return crypto.subtle.importKey('raw', own(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

export async function mac(key: CryptoKey, data: Uint8Array): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.sign('HMAC', key, own(data)));
}

/** Takes secret bytes out of reach; the caller wipes its own copy. */
export async function importSecret(bytes: Uint8Array): Promise<Secret> {
	return (await crypto.subtle.importKey('raw', own(bytes), 'HKDF', false, ['deriveKey', 'deriveBits'])) as Secret;
}

/** HKDF-SHA-256 to bytes (RFC 5869). */
export async function deriveBytes(secret: Secret, salt: Uint8Array, info: string, length: number): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.deriveBits(hkdf(salt, info), secret, length * 8));
}

/** HKDF-SHA-256 to an AES-256-GCM key that cannot be exported. */
export async function deriveSealKey(secret: Secret, salt: Uint8Array, info: string): Promise<SealKey> {
	return (await crypto.subtle.deriveKey(hkdf(salt, info), secret, { name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	])) as SealKey;
}

/** AES-256-GCM; returns ciphertext and 16-byte tag. The nonce must be fresh for this key. */
export async function seal(
	key: SealKey,
	nonce: Uint8Array,
	plaintext: Uint8Array,
	associated: Uint8Array
): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, associated), key, own(plaintext)));
}

/** AES-256-GCM; `null` when anything at all does not match. */
export async function open(
	key: SealKey,
	nonce: Uint8Array,
	ciphertext: Uint8Array,
	associated: Uint8Array
): Promise<Bytes | null> {
	if (nonce.length !== NONCE_BYTES || ciphertext.length < TAG_BYTES) return null;
	try {
		return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, associated), key, own(ciphertext)));
	} catch {
		return null;
	}
}

export interface KeyPair {
	/** 32 bytes, raw. */
	readonly publicKey: Bytes;
	/** PKCS #8, to be wrapped at once. */
	readonly privateKey: Redacted<Bytes>;
}

export async function generateSigningKeys(): Promise<KeyPair> {
	if (!(await ownEd25519())) return drawn('ed25519');
	return exported(await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']));
}

export async function generateAgreementKeys(): Promise<KeyPair> {
	if (!(await ownX25519())) return drawn('x25519');
	return exported(await crypto.subtle.generateKey('X25519', true, ['deriveBits']));
}

/** Ed25519 keys of which the private half never leaves the browser's own keeping. Throws where it has no Ed25519. */
export async function generateFixedSigningKeys(): Promise<{
	readonly publicKey: Bytes;
	readonly signingKey: CryptoKey;
}> {
	const { publicKey, privateKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
	return { publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)), signingKey: privateKey };
}

/** An Ed25519 signing key that cannot be exported, from PKCS #8. */
export async function importSigningKey(pkcs8: Uint8Array): Promise<SigningKey> {
	if (!(await ownEd25519())) return new (await softCurves()).SoftSigningKey(pkcs8);
	return crypto.subtle.importKey('pkcs8', own(pkcs8), 'Ed25519', false, ['sign']);
}

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 section 7). */
const ED25519_PKCS8 = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

/** The Ed25519 keys of a 32-byte seed (RFC 8032 section 5.1.5); the caller wipes its own copy. */
export async function signingKeyFromSeed(
	seed: Uint8Array
): Promise<{ readonly publicKey: Bytes; readonly signingKey: SigningKey }> {
	if (seed.length !== KEY_BYTES) throw new Error('a seed has 32 bytes');
	const pkcs8 = concat(ED25519_PKCS8, seed);
	try {
		if (!(await ownEd25519())) {
			const signingKey = new (await softCurves()).SoftSigningKey(pkcs8);
			return { publicKey: signingKey.publicKey, signingKey };
		}
		const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
		const { x } = await crypto.subtle.exportKey('jwk', readable);
		return { publicKey: new Uint8Array(base64urlnopad.decode(x ?? '')), signingKey: await importSigningKey(pkcs8) };
	} finally {
		pkcs8.fill(0);
	}
}

/** Ed25519. Some browsers randomise: sign once, store what was signed. */
export async function sign(key: SigningKey, message: Uint8Array): Promise<Bytes> {
	if ('sign' in key) return key.sign(message);
	return new Uint8Array(await crypto.subtle.sign('Ed25519', key, own(message)));
}

/** Ed25519; a malformed key or signature is simply not valid, and neither is anything under a key of low order. */
export async function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
	if (isLowOrder(publicKey)) return false;
	try {
		if (!(await ownEd25519())) return (await softCurves()).verify(publicKey, signature, message);
		return await crypto.subtle.verify('Ed25519', await verifyingKey(publicKey), own(signature), own(message));
	} catch {
		return false;
	}
}

const verifyingKeys = new Map<string, Promise<CryptoKey>>();
/** More than a team has devices. */
const MOST_VERIFYING_KEYS = 512;

/** Imported once: thousands of entries are of a few devices. By its bytes, which the caller may change. */
function verifyingKey(publicKey: Uint8Array): Promise<CryptoKey> {
	const name = base64urlnopad.encode(publicKey);
	let key = verifyingKeys.get(name);
	if (!key) {
		if (verifyingKeys.size >= MOST_VERIFYING_KEYS) verifyingKeys.clear();
		key = crypto.subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
		verifyingKeys.set(name, key);
	}
	return key;
}

/** X25519 shared secret; `null` for a point of low order or a malformed key (RFC 7748 section 6.1). */
export async function agree(privatePkcs8: Uint8Array, publicKey: Uint8Array): Promise<Bytes | null> {
	try {
		const shared = (await ownX25519())
			? await agreedByBrowser(privatePkcs8, publicKey)
			: (await softCurves()).agree(privatePkcs8, publicKey);
		return shared.some((byte) => byte !== 0) ? shared : null;
	} catch {
		return null;
	}
}

async function agreedByBrowser(privatePkcs8: Uint8Array, publicKey: Uint8Array): Promise<Bytes> {
	const [ours, theirs] = await Promise.all([
		crypto.subtle.importKey('pkcs8', own(privatePkcs8), 'X25519', false, ['deriveBits']),
		crypto.subtle.importKey('raw', own(publicKey), 'X25519', false, [])
	]);
	return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, ours, 256));
}

export interface SealedTo {
	/** What the sender agreed under: 32 bytes. */
	readonly enc: Bytes;
	/** 16 bytes longer than what is in it. */
	readonly ct: Bytes;
}

/**
 * HPKE (RFC 9180), base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, to a raw X25519 key. `null`
 * for a key of low order or a malformed one.
 */
export async function sealTo(
	publicKey: Uint8Array,
	info: Uint8Array,
	plaintext: Uint8Array,
	associated: Uint8Array
): Promise<SealedTo | null> {
	if (publicKey.length !== KEY_BYTES || isLowOrderAgreement(publicKey)) return null;
	const suite = await hpke();
	const recipientPublicKey = await suite.kem.deserializePublicKey(own(publicKey).slice().buffer);
	const { enc, ct } = await suite.seal({ recipientPublicKey, info: own(info) }, own(plaintext), own(associated));
	return { enc: new Uint8Array(enc), ct: new Uint8Array(ct) };
}

/** Opens {@link sealTo} with both halves of the key; `null` whatever does not match. */
export async function openSealed(
	{ publicKey, privateKey }: Pick<KeyPair, 'publicKey' | 'privateKey'>,
	info: Uint8Array,
	{ enc, ct }: SealedTo,
	associated: Uint8Array
): Promise<Bytes | null> {
	if (enc.length !== KEY_BYTES || ct.length < TAG_BYTES || isLowOrderAgreement(enc)) return null;
	try {
		const [suite, recipientKey] = await Promise.all([hpke(), recipientKeys(publicKey, reveal(privateKey))]);
		const parameters = { recipientKey, enc: own(enc).slice().buffer, info: own(info) };
		return new Uint8Array(await suite.open(parameters, own(ct), own(associated)));
	} catch {
		return null;
	}
}

async function recipientKeys(publicKey: Uint8Array, pkcs8: Uint8Array): Promise<CryptoKeyPair> {
	if (!(await ownX25519())) {
		const kem = new (await softKem()).SoftDhkem();
		return {
			privateKey: await kem.privateKeyOf(pkcs8),
			publicKey: await kem.deserializePublicKey(own(publicKey).slice().buffer)
		};
	}
	const [privateKey, known] = await Promise.all([
		crypto.subtle.importKey('pkcs8', own(pkcs8), 'X25519', false, ['deriveBits']),
		crypto.subtle.importKey('raw', own(publicKey), 'X25519', true, [])
	]);
	return { privateKey, publicKey: known };
}

/** How the key of one age file is wrapped: arguments and body of its only stanza. */
export interface Stanza {
	readonly args: readonly string[];
	readonly body: Uint8Array;
}

/** An age v1 file (age-encryption.org/v1) around what is read from `plain`. */
export async function sealStream(
	plain: ReadableStream<Uint8Array>,
	wrap: (fileKey: Uint8Array) => Promise<Stanza>
): Promise<ReadableStream<Uint8Array>> {
	const age = await import('age-encryption');
	const encrypter = new age.Encrypter();
	const wrapFileKey = async (fileKey: Uint8Array) => {
		const { args, body } = await wrap(fileKey);
		return [new age.Stanza([...args], body)];
	};
	encrypter.addRecipient({ wrapFileKey });
	return encrypter.encrypt(plain);
}

/** Opens {@link sealStream}. What does not match makes this, or the reading of what it gives, throw. */
export async function openStream(
	sealed: ReadableStream<Uint8Array>,
	unwrap: (stanza: Stanza) => Promise<Uint8Array | null>
): Promise<ReadableStream<Uint8Array>> {
	const age = await import('age-encryption');
	const decrypter = new age.Decrypter();
	decrypter.addIdentity({
		unwrapFileKey: async ([stanza, ...more]) => (stanza && more.length === 0 ? unwrap(stanza) : null)
	});
	return decrypter.decrypt(sealed);
}

/** Whom an age file is for: whoever knows a passphrase, and nobody else, or the holders of these public keys. */
export type AgeTo = { readonly passphrase: string } | { readonly recipients: readonly string[] };
/** What one has to open it. */
export type AgeBy = { readonly passphrase: string } | { readonly identity: string };

/** `workFactor`: of scrypt, the binary logarithm of its cost. A recipient that is none throws. */
export async function sealFor(
	plain: ReadableStream<Uint8Array>,
	to: AgeTo,
	workFactor: number
): Promise<ReadableStream<Uint8Array>> {
	const age = await import('age-encryption');
	const encrypter = new age.Encrypter();
	encrypter.setScryptWorkFactor(workFactor);
	if ('passphrase' in to) encrypter.setPassphrase(to.passphrase);
	else for (const recipient of to.recipients) encrypter.addRecipient(recipient);
	return encrypter.encrypt(plain);
}

/** Opens {@link sealFor}; `null` where this opens none of its stanzas. What is damaged makes this, or the reading, throw. */
export async function openFor(
	sealed: ReadableStream<Uint8Array>,
	by: AgeBy
): Promise<ReadableStream<Uint8Array> | null> {
	const age = await import('age-encryption');
	const decrypter = new age.Decrypter();
	let missed = false;
	if ('passphrase' in by) decrypter.addPassphrase(by.passphrase);
	else decrypter.addIdentity(by.identity);
	// Asked only once the one before it has found nothing.
	decrypter.addIdentity({
		unwrapFileKey: () => {
			missed = true;
			return null;
		}
	});
	try {
		return await decrypter.decrypt(sealed);
	} catch (error) {
		if (missed) return null;
		throw error;
	}
}

/** Whether it is a public key of age, by its own checksum. */
export async function isAgeRecipient(text: string): Promise<boolean> {
	const age = await import('age-encryption');
	try {
		new age.Encrypter().addRecipient(text);
		return true;
	} catch {
		return false;
	}
}

export async function isAgeIdentity(text: string): Promise<boolean> {
	const age = await import('age-encryption');
	try {
		new age.Decrypter().addIdentity(text);
		return true;
	} catch {
		return false;
	}
}

/** The bytes of an age file in its armour of letters; throws where it is none. */
export async function unarmoured(text: string): Promise<Bytes> {
	const age = await import('age-encryption');
	return new Uint8Array(age.armor.decode(text));
}

export interface Argon2Cost {
	/** Memory in KiB. */
	readonly m: number;
	/** Passes. */
	readonly t: number;
}

let stretching: (done: number) => void = () => undefined;

/** Who is told how far a stretching is, 0 to 1, where it takes long: one at a time in a Worker. */
export function watchStretching(told: (done: number) => void): void {
	stretching = told;
}

/** Argon2id with one lane, 32 bytes (RFC 9106). Cost limits are the caller's (`kdf-cost.ts`). */
export async function stretch(password: Uint8Array, salt: Uint8Array, cost: Argon2Cost): Promise<Bytes> {
	if (await fastArgon2id()) return stretchedFast(password, salt, cost);
	return (await softHashes()).stretch(password, salt, cost, (done) => {
		stretching(done);
	});
}

async function stretchedFast(password: Uint8Array, salt: Uint8Array, { m, t }: Argon2Cost): Promise<Bytes> {
	const cost = { memorySize: m, iterations: t, parallelism: 1, hashLength: KEY_BYTES };
	return new Uint8Array(await argon2id({ password, salt, ...cost, outputType: 'binary' }));
}

/** Whether this browser's own Ed25519 signs and verifies rightly. Asked once. */
export const ownEd25519 = /* @__PURE__ */ answered(async () => {
	const { privateKey, publicKey, message, other, signature } = ed25519Answer();
	const key = await crypto.subtle.importKey('pkcs8', privateKey, 'Ed25519', false, ['sign']);
	const known = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
	const made = await crypto.subtle.sign('Ed25519', key, message);
	const said = await Promise.all([
		crypto.subtle.verify('Ed25519', known, signature, message),
		crypto.subtle.verify('Ed25519', known, made, message),
		crypto.subtle.verify('Ed25519', known, signature, other)
	]);
	return said.join() === 'true,true,false';
});

const ownX25519 = /* @__PURE__ */ answered(async () => {
	const { privateKey, publicKey, shared } = x25519Answer();
	return equal(await agreedByBrowser(privateKey, publicKey), shared);
});

/** Whether Argon2id is computed by WebAssembly, and rightly. Without, a passphrase takes many times longer. */
export const fastArgon2id = /* @__PURE__ */ answered(async () => {
	const { password, salt, cost, out } = argon2idAnswer();
	return equal(await stretchedFast(password, salt, cost), out);
});

/** Asks once for as long as this Worker lives; what throws is a no. Pure, so that a bundle that never asks has none of it. */
function answered(ask: () => Promise<boolean>): () => Promise<boolean> {
	let answer: Promise<boolean> | undefined;
	return () => (answer ??= ask().catch(() => false));
}

const softCurves = () => import('./soft-curves.ts');
const softKem = () => import('./soft-kem.ts');
const softHashes = () => import('./soft-hashes.ts');

async function drawn(curve: 'ed25519' | 'x25519'): Promise<KeyPair> {
	const raw = randomBytes(KEY_BYTES);
	const { publicKey, privateKey } = (await softCurves()).keysOf(curve, raw);
	raw.fill(0);
	return { publicKey, privateKey: new Redacted(privateKey) };
}

async function hpke() {
	const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = await import('@hpke/core');
	const kem = (await ownX25519()) ? new DhkemX25519HkdfSha256() : new (await softKem()).SoftDhkem();
	return new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

function hkdf(salt: Uint8Array, info: string): HkdfParams {
	return { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: utf8.encode(info) };
}

function gcm(nonce: Uint8Array, associated: Uint8Array): AesGcmParams {
	return { name: 'AES-GCM', iv: own(nonce), additionalData: own(associated), tagLength: TAG_BYTES * 8 };
}

async function exported(pair: CryptoKeyPair): Promise<KeyPair> {
	const [raw, pkcs8] = await Promise.all([
		crypto.subtle.exportKey('raw', pair.publicKey),
		crypto.subtle.exportKey('pkcs8', pair.privateKey)
	]);
	return { publicKey: new Uint8Array(raw), privateKey: new Redacted(new Uint8Array(pkcs8)) };
}

/** A view WebCrypto accepts: never over shared memory. */
function own(bytes: Uint8Array): Bytes {
	return bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : new Uint8Array(bytes);
}
