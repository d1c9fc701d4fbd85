/**
 * Reads age v1 files (age-encryption.org/v1) and HPKE (RFC 9180) with Node's own primitives alone: what a backup, and what a passkey
 * opens, needs beyond `node-reader.ts`.
 */
import {
	createDecipheriv,
	createHmac,
	createPrivateKey,
	createPublicKey,
	diffieHellman,
	hkdfSync,
	scryptSync
} from 'node:crypto';

const CHUNK = 64 * 1024;
const none = new Uint8Array(0);
const hkdf = (secret: Uint8Array, salt: Uint8Array, info: string) =>
	Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
const ofText = (base64: string) => Buffer.from(base64, 'base64');

/** ChaCha20-Poly1305; the tag is the last 16 bytes. Throws when it does not open. */
function openChaCha(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer {
	const opening = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
	opening.setAuthTag(sealed.subarray(-16));
	return Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
}

function agreed(secret: Uint8Array, share: Uint8Array): Buffer {
	const der = (prefix: string, raw: Uint8Array) => Buffer.concat([Buffer.from(prefix, 'hex'), raw]);
	return diffieHellman({
		privateKey: createPrivateKey({
			key: der('302e020100300506032b656e04220420', secret),
			format: 'der',
			type: 'pkcs8'
		}),
		publicKey: createPublicKey({ key: der('302a300506032b656e032100', share), format: 'der', type: 'spki' })
	});
}

/** The public half of an X25519 key. */
function publicOf(secret: Uint8Array): Buffer {
	return agreed(secret, Uint8Array.of(9, ...new Uint8Array(31)));
}

/** What opens it: words, or the 32 bytes of an X25519 key. */
export type AgeOpener = { readonly passphrase: Uint8Array } | { readonly secret: Uint8Array };

/** The content of an age file. Throws wherever anything of it does not match. */
export function openAge(file: Uint8Array, by: AgeOpener): Buffer {
	const text = Buffer.from(file).toString('latin1');
	const end = text.indexOf('\n--- ');
	const macEnd = text.indexOf('\n', end + 1);
	const [version, ...lines] = text.slice(0, end).split('\n');
	if (version !== 'age-encryption.org/v1' || end < 0) throw new Error('not an age file');
	const fileKey = fileKeyIn(lines, by);
	const header = Buffer.from(text.slice(0, end + 4), 'latin1');
	const mac = createHmac('sha256', hkdf(fileKey, none, 'header'))
		.update(header)
		.digest();
	if (!mac.equals(ofText(text.slice(end + 5, macEnd)))) throw new Error('the header is another');
	const payload = file.subarray(macEnd + 1);
	const key = hkdf(fileKey, payload.subarray(0, 16), 'payload');
	const chunks: Buffer[] = [];
	for (let at = 16, n = 0; at < payload.length; n++) {
		const sealed = payload.subarray(at, at + CHUNK + 16);
		at += sealed.length;
		const nonce = Buffer.alloc(12);
		nonce.writeUInt32BE(n, 7);
		nonce[11] = at >= payload.length ? 1 : 0;
		chunks.push(openChaCha(key, nonce, sealed));
	}
	return Buffer.concat(chunks);
}

function fileKeyIn(lines: readonly string[], by: AgeOpener): Buffer {
	for (const [i, line] of lines.entries()) {
		if (!line.startsWith('-> ')) continue;
		const [, type, first = '', cost = ''] = line.split(' ');
		const [argument, body] = [ofText(first), ofText(lines[i + 1] ?? '')];
		if (type === 'scrypt' && 'passphrase' in by) {
			const salt = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), argument]);
			const key = scryptSync(by.passphrase, salt, 32, { N: 2 ** Number(cost), r: 8, p: 1, maxmem: 2 ** 30 });
			return openChaCha(key, Buffer.alloc(12), body);
		}
		if (type === 'X25519' && 'secret' in by) {
			const salt = Buffer.concat([argument, publicOf(by.secret)]);
			const key = hkdf(agreed(by.secret, argument), salt, 'age-encryption.org/v1/X25519');
			return openChaCha(key, Buffer.alloc(12), body);
		}
	}
	throw new Error('no stanza opens');
}

/** HPKE, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Throws when it does not open. */
export function openHpke(
	secret: Uint8Array,
	enc: Uint8Array,
	info: Uint8Array,
	associated: Uint8Array,
	ct: Uint8Array
): Buffer {
	const extract = (suite: Buffer, salt: Uint8Array, label: string, ikm: Uint8Array) =>
		createHmac('sha256', salt.length === 0 ? Buffer.alloc(32) : salt)
			.update(Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm]))
			.digest();
	// One block of HKDF-Expand is enough for each.
	const expand = (suite: Buffer, prk: Uint8Array, label: string, about: Uint8Array, length: number) =>
		createHmac('sha256', prk)
			.update(
				Buffer.concat([Buffer.of(0, length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), about, Buffer.of(1)])
			)
			.digest()
			.subarray(0, length);
	const kem = Buffer.from('KEM\0\x20', 'latin1');
	const suite = Buffer.concat([Buffer.from('HPKE'), Buffer.of(0, 0x20, 0, 1, 0, 2)]);
	const prk = extract(kem, none, 'eae_prk', agreed(secret, enc));
	const shared = expand(kem, prk, 'shared_secret', Buffer.concat([enc, publicOf(secret)]), 32);
	const about = Buffer.concat([
		Buffer.of(0),
		extract(suite, none, 'psk_id_hash', none),
		extract(suite, none, 'info_hash', info)
	]);
	const secretOf = extract(suite, shared, 'secret', none);
	const key = expand(suite, secretOf, 'key', about, 32);
	const nonce = expand(suite, secretOf, 'base_nonce', about, 12);
	const opening = createDecipheriv('aes-256-gcm', key, nonce);
	opening.setAAD(associated);
	opening.setAuthTag(ct.subarray(-16));
	return Buffer.concat([opening.update(ct.subarray(0, -16)), opening.final()]);
}
