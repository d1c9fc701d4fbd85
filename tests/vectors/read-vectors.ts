/**
 * Reads what `docs/formats.md` cannot show whole, from that page alone: every role of a slot file, the recovery code, the rows and the
 * record of what guards a phone, a passkey, and backups (age v1, age-encryption.org/v1). Node's own primitives, no package, none of our
 * code. `node tests/vectors/read-vectors.ts` (Node 24.7 or later) prints all that is in `data/formats-v1.json`.
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
import { readFileSync } from 'node:fs';
import {
	array,
	bytesIn,
	decode,
	derive,
	domain,
	hmac,
	open,
	openSlot,
	sequence,
	sha256,
	signed,
	unpad,
	type Cbor
} from './node-reader.ts';

/** Bytes are in base64. */
export interface Vectors {
	readonly slots: {
		readonly file: string;
		/** Role → what is typed. */
		readonly typed: Readonly<Record<string, string>>;
	};
	readonly rows: readonly { readonly kind: number; readonly name: string; readonly id: string; readonly box: string }[];
	readonly attempts: string;
	readonly passkey: { readonly row: string; readonly output: string; readonly now: number };
	readonly backups: readonly { readonly file: string; readonly words?: string; readonly identity?: string }[];
}

export const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const NONE = new Uint8Array(0);
const ROLES = ['main', 'duress', 'recovery', 'shred'];
const must = (holds: boolean, what: string): void => {
	if (!holds) throw new Error(what);
};

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';

/** The 33 signs of a recovery code; `null` where this is none. */
export function recoveryForm(typed: string): string | null {
	const text = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\u002d\u2010\u2011]/gu, '')
		.replaceAll('O', '0')
		.replace(/[IL]/g, '1');
	if (text.length !== 33) return null;
	const values = Array.from(text, (sign) => CROCKFORD.indexOf(sign));
	if (values.includes(-1) || values.slice(0, 32).some((value) => value > 31)) return null;
	const number = values.slice(0, 32).reduce((sum, value) => sum * 32n + BigInt(value), 0n);
	return Number(number % 37n) === values[32] ? text : null;
}

const bare = (piece: string) => piece.replace(/\p{M}/gu, '');
/** Those words of BIP 39 that the vectors use: a reader of real vaults has both lists here. */
const LISTED = new Set(
	'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer zenith zeste zoologie'.split(' ')
);

/** The form of a passphrase. */
export function formOf(typed: string): Uint8Array {
	const pieces = typed
		.normalize('NFKD')
		.toLowerCase()
		.split(/[\s\u002d\u2010\u2011]/u)
		.filter(Boolean)
		.map(bare);
	const listed = pieces.length > 0 && pieces.every((piece) => LISTED.has(piece));
	return Buffer.from(recoveryForm(typed) ?? (listed ? pieces.join(' ') : typed.normalize('NFC').trim()));
}

export function readSlot(file: Uint8Array, typed: string) {
	const { vaultKey, role, container, rest } = openSlot(file, formOf(typed));
	must(
		rest.every((byte) => byte === 0),
		'zeros'
	);
	return { vaultKey: new Uint8Array(vaultKey), role: ROLES[role ?? 9], container };
}

/** A row of kind 6, 23 or 24: of the local key. */
export function readRow(vaultKey: Uint8Array, kind: number, name: string, id: Uint8Array, box: Uint8Array): Cbor {
	const expected = hmac(derive(vaultKey, NONE, 'repit/v1/row-id'), array(kind, name)).subarray(0, 16);
	must(expected.equals(id), 'another row');
	const local = derive(vaultKey, NONE, 'repit/v1/local');
	return decode(unpad(open(local, box.subarray(0, 12), box.subarray(12), array('repit/v1/row', kind, id))));
}

/** Wrong passphrases, after how many all is erased (0: never), and when the last was typed. */
export function readAttempts(record: Uint8Array) {
	must(record.length === 16, '16 bytes');
	const view = Buffer.from(record);
	const [wrong, asked, last] = [view.readUInt32BE(0), view.readUInt8(4), view.readDoubleBE(8)];
	const check = (view.readUInt16BE(0) ^ view.readUInt16BE(2) ^ 0xffff) & 0xffff;
	const sound = [10, 20, 50].includes(asked) && view.readUInt8(5) === (asked ^ 0xff) && view.readUInt16BE(6) === check;
	return { wrong, eraseAfter: sound ? asked : 0, last };
}

const publicX25519 = (raw: Uint8Array) =>
	createPublicKey({
		key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), raw]),
		format: 'der',
		type: 'spki'
	});
const agreed = (pkcs8: Uint8Array, raw: Uint8Array) => {
	const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
	return {
		shared: diffieHellman({ privateKey, publicKey: publicX25519(raw) }),
		own: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
	};
};

/** HPKE, base mode, one message: suite (0x0020, 0x0001, 0x0002) of RFC 9180. */
function openHpke(pkcs8: Uint8Array, info: Uint8Array, enc: Uint8Array, ct: Uint8Array, associated: Uint8Array) {
	const extract = (suite: Buffer, salt: Uint8Array, label: string, secret: Uint8Array) =>
		hmac(
			salt.length === 0 ? Buffer.alloc(32) : salt,
			Buffer.concat([Buffer.from('HPKE-v1'), suite, Buffer.from(label), secret])
		);
	const expand = (suite: Buffer, key: Uint8Array, label: string, context: Uint8Array, length: number) => {
		const labelled = Buffer.concat([Buffer.of(0, length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), context]);
		return createHmac('sha256', key).update(labelled).update(Buffer.of(1)).digest().subarray(0, length);
	};
	const kem = Buffer.from('KEM\0\x20', 'latin1');
	const hpke = Buffer.from('HPKE\0\x20\0\x01\0\x02', 'latin1');
	const { shared: dh, own } = agreed(pkcs8, enc);
	const shared = expand(kem, extract(kem, NONE, 'eae_prk', dh), 'shared_secret', Buffer.concat([enc, own]), 32);
	const context = Buffer.concat([
		Buffer.of(0),
		extract(hpke, NONE, 'psk_id_hash', NONE),
		extract(hpke, NONE, 'info_hash', info)
	]);
	const secret = extract(hpke, shared, 'secret', NONE);
	return open(
		expand(hpke, secret, 'key', context, 32),
		expand(hpke, secret, 'base_nonce', context, 12),
		ct,
		associated
	);
}

/** The vault key and container that a passkey gives, with what its authenticator has given. */
export function readPasskey(row: Uint8Array, output: Uint8Array, now: number) {
	const read = decode(row) as Record<string, Cbor>;
	const keys = ['credential', 'ct', 'enc', 'from', 'iv', 'key', 'salt', 'until', 'v', 'wrapped'];
	must(String(Object.keys(read).sort()) === String(keys) && read['v'] === 1, 'not such a record');
	const [credential, salt, key, iv, wrapped] = ['credential', 'salt', 'key', 'iv', 'wrapped'].map((name) =>
		bytesIn(read, name)
	) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	const [from, until] = [Number(read['from']), Number(read['until'])];
	must(now >= from && now < until, 'the passphrase is asked for');
	const about = array('repit/v1/passkey', 1, credential, salt, key);
	const pkcs8 = open(derive(output, credential, 'repit/v1/kek/prf'), iv, wrapped, about);
	const info = array('repit/v1/passkey', credential);
	const plain = openHpke(pkcs8, info, bytesIn(read, 'enc'), bytesIn(read, 'ct'), array(from, until));
	must(plain.length === 33, '33 bytes');
	return { vaultKey: new Uint8Array(plain.subarray(0, 32)), container: plain[32], hours: (until - from) / 3_600_000 };
}

/** ChaCha20-Poly1305 (RFC 8439). */
function openChaCha(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer {
	const opening = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
	opening.setAuthTag(sealed.subarray(-16));
	return Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
}

/** The 32 bytes of an `AGE-SECRET-KEY-1…` (BIP 173), its check sum believed. */
function identityBytes(identity: string): Buffer {
	const signs = identity.slice('AGE-SECRET-KEY-1'.length, -6).toLowerCase();
	let bits = 0n;
	for (const sign of signs) bits = (bits << 5n) | BigInt('qpzry9x8gf2tvdw0s3jn54khce6mua7l'.indexOf(sign));
	return Buffer.from((bits >> BigInt(signs.length * 5 - 256)).toString(16).padStart(64, '0'), 'hex');
}

/** What an age file holds, for words or an identity. */
export function openAge(file: Uint8Array, by: { readonly words?: string; readonly identity?: string }): Buffer {
	const bytes = Buffer.from(file);
	const begin = bytes.indexOf('\n---') + 1;
	const end = bytes.indexOf('\n', begin);
	const lines = bytes.subarray(0, begin).toString('latin1').split('\n');
	must(lines[0] === 'age-encryption.org/v1', 'no age file');
	const base64 = (text = '') => {
		const read = Buffer.from(text, 'base64');
		must(read.toString('base64').replace(/=+$/, '') === text, 'base 64');
		return read;
	};
	let fileKey: Buffer | null = null;
	for (const [at, line] of lines.entries()) {
		const [arrow, type, first, factor] = line.split(' ');
		if (arrow !== '->') continue;
		const body = base64(lines[at + 1]);
		if (type === 'scrypt' && by.words !== undefined) {
			must(Number(factor) <= 18, 'costly');
			const salt = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), base64(first)]);
			const N = 2 ** Number(factor);
			const key = scryptSync(formOf(by.words), salt, 32, { N, r: 8, p: 1, maxmem: 2 ** 30 });
			fileKey = openChaCha(key, Buffer.alloc(12), body);
		}
		if (type === 'X25519' && by.identity !== undefined) {
			const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), identityBytes(by.identity)]);
			const { shared, own } = agreed(pkcs8, base64(first));
			const key = derive(shared, Buffer.concat([base64(first), own]), 'age-encryption.org/v1/X25519');
			fileKey = openChaCha(key, Buffer.alloc(12), body);
		}
	}
	if (fileKey?.length !== 16) throw new Error('opens no stanza');
	const mac = hmac(derive(fileKey, NONE, 'header'), bytes.subarray(0, begin + 3));
	must(bytes.subarray(begin, begin + 4).toString() === '--- ', 'the end of the header');
	must(mac.equals(base64(bytes.subarray(begin + 4, end).toString('latin1'))), 'the MAC of the header');
	const nonce = bytes.subarray(end + 1, end + 17);
	const payload = bytes.subarray(end + 17);
	const key = Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
	const chunk = 65536 + 16;
	const all: Buffer[] = [];
	for (let at = 0; at < payload.length; at += chunk) {
		const counter = Buffer.alloc(12);
		counter.writeUInt32BE(at / chunk, 7);
		counter[11] = at + chunk >= payload.length ? 1 : 0;
		all.push(openChaCha(key, counter, payload.subarray(at, at + chunk)));
	}
	return Buffer.concat(all);
}

const bytesFirst = (value: Cbor) => Array.isArray(value) && value[0] instanceof Uint8Array;

/** What a backup says: who made it until when, and the content of every entry. */
export function readBackup(file: Uint8Array, by: Parameters<typeof openAge>[1]) {
	const plain = openAge(file, by);
	must(plain.subarray(0, 13).toString() === 'repit-backup\n' && plain[13] === 1, 'no backup of version 1');
	const inner = unpad(Uint8Array.from(plain.subarray(14)));
	const [signature, body] = [inner.subarray(0, 64), inner.subarray(64)];
	const [head, ...parts] = sequence(body) as readonly (readonly Cbor[])[];
	if (!head || head[0] !== 0) throw new Error('no first value');
	const [, made, expires, app] = head;
	const signer = bytesIn(head, 5);
	const contents: Cbor[] = [];
	/** Of the space that was begun. */
	let [space, sig]: [Uint8Array, Uint8Array] = [NONE, NONE];
	let epochs = new Map<number, Uint8Array>();
	let caseKeys = new Map<string, Uint8Array>();
	for (const part of parts) {
		if (part[0] === 1) {
			const home = space.length === 0;
			space = bytesIn(part, 1);
			const [genesis, genesisSig] = [bytesIn(part, 2, 0, 0), bytesIn(part, 2, 0, 1)];
			const id = sha256(domain('repit/v1/space'), genesis, genesisSig).subarray(0, 16);
			must(id.equals(space), 'the chain of another space');
			if (home) {
				// A phone of one: the device of the genesis is the one that has signed.
				sig = bytesIn(decode(genesis), 'body', 'device', 'sig');
				must(id.equals(bytesIn(head, 4)), 'home first');
				must(signed(sig, genesisSig, domain('repit/v1/member'), genesis), 'genesis');
				must(signed(sig, signature, domain('repit/v1/backup'), sha256(body)), 'signature');
			}
			epochs = new Map((part[3] as [number, Uint8Array][]).map(([n, key]) => [n, key]));
			caseKeys = new Map();
		}
		if (part[0] === 2) {
			const wrapped = decode(bytesIn(part, 1));
			const [ref, iv, ct] = [bytesIn(wrapped, 2), bytesIn(wrapped, 3), bytesIn(wrapped, 4)];
			const epoch = Number((wrapped as Cbor[])[1]);
			const wrapping = derive(epochs.get(epoch) ?? NONE, ref, 'repit/v1/case-key');
			const opened = open(wrapping, iv, ct, array('repit/v1/case-key', 1, space, epoch, ref));
			caseKeys.set(String(ref), opened.subarray(0, 32));
		}
		if (part[0] === 3) {
			const entry = decode(bytesIn(part, 1));
			// In the place of an entry: reduced, from a pack, or a hole.
			if (!bytesFirst(entry)) continue;
			const [header, ct, entrySig] = [bytesIn(entry, 0), bytesIn(entry, 1), bytesIn(entry, 2)];
			const [, , inSpace, device, seq, , epoch] = decode(header) as [0, 0, Uint8Array, Uint8Array, number, 0, number];
			must(String([inSpace, device]) === String([space, signer]), 'of another device');
			must(signed(sig, entrySig, domain('repit/v1/entry'), sha256(header), sha256(ct)), 'signature of an entry');
			const id = sha256(domain('repit/v1/entry-id'), array(space, device, seq)).subarray(0, 16);
			const outerKey = derive(epochs.get(epoch) ?? NONE, id, 'repit/v1/entry/outer');
			const layer = decode(unpad(Uint8Array.from(open(outerKey, ct.subarray(0, 12), ct.subarray(12), header))));
			if (!Array.isArray(layer) || layer.length === 1) {
				contents.push(decode(bytesIn(layer, 0)));
				continue;
			}
			const innerKey = derive(caseKeys.get(String(bytesIn(layer, 0))) ?? NONE, id, 'repit/v1/entry/inner');
			contents.push(decode(open(innerKey, bytesIn(layer, 1), bytesIn(layer, 2), header)));
		}
	}
	must(sig.length === 32, 'no space');
	return { made, expires, app, contents };
}

export function loadVectors(): Vectors {
	return JSON.parse(readFileSync(new URL('data/formats-v1.json', import.meta.url), 'utf8')) as Vectors;
}

/** Everything in the vectors, in clear. */
export function readAll({ slots, rows, attempts, passkey, backups }: Vectors) {
	const roles = Object.values(slots.typed).map((typed) => readSlot(bytesOf(slots.file), typed));
	const { vaultKey } = roles[0] ?? { vaultKey: NONE };
	return {
		roles,
		rows: rows.map(({ kind, name, id, box }) => readRow(vaultKey, kind, name, bytesOf(id), bytesOf(box))),
		attempts: readAttempts(bytesOf(attempts)),
		passkey: readPasskey(bytesOf(passkey.row), bytesOf(passkey.output), passkey.now),
		backups: backups.map(({ file, ...by }) => readBackup(bytesOf(file), by))
	};
}

if (process.argv[1] === import.meta.filename) {
	const shown = (_: string, value: unknown) =>
		value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
	process.stdout.write(`${JSON.stringify(readAll(loadVectors()), shown, '\t')}\n`);
}
