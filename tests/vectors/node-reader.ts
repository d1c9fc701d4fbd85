/**
 * Reads the formats from `docs/formats.md` alone: no code of the vault's, no WebCrypto, no CBOR library. Node's own
 * primitives, of Node 24.7 or later for its Argon2id. `read-vectors.ts` reads with it what a page cannot show whole.
 */
import { argon2Sync, createDecipheriv, createHash, createHmac, createPublicKey, hkdfSync, verify } from 'node:crypto';

export type Cbor = number | string | boolean | null | Uint8Array | readonly Cbor[] | { readonly [key: string]: Cbor };

/** Deterministic CBOR: unsigned integers, bytes, text, arrays, maps with text keys, true, false, null. */
export function decode(bytes: Uint8Array): Cbor {
	const [value, ...more] = sequence(bytes);
	if (value === undefined || more.length > 0) throw new Error('not one value');
	return value;
}

/** Values one after the other (RFC 8742). */
export function sequence(bytes: Uint8Array): readonly Cbor[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	const length = (info: number): number => {
		if (info < 24) return info;
		const size = 2 ** (info - 24);
		at += size;
		if (size === 1) return view.getUint8(at - 1);
		if (size === 2) return view.getUint16(at - 2);
		if (size === 4) return view.getUint32(at - 4);
		return Number(view.getBigUint64(at - 8));
	};
	const take = (count: number) => Uint8Array.from(bytes.subarray(at, (at += count)));
	const item = (): Cbor => {
		const first = view.getUint8(at++);
		const [major, info] = [first >> 5, first & 31];
		if (first === 0xf6) return null;
		if (first === 0xf4 || first === 0xf5) return first === 0xf5;
		const count = length(info);
		if (major === 0) return count;
		if (major === 2) return take(count);
		if (major === 3) return new TextDecoder().decode(take(count));
		if (major === 4) return Array.from({ length: count }, item);
		if (major === 5) return Object.fromEntries(Array.from({ length: count }, () => [item() as string, item()]));
		throw new Error(`major type ${major}`);
	};
	const values: Cbor[] = [];
	while (at < bytes.length) values.push(item());
	if (at !== bytes.length) throw new Error('cut short');
	return values;
}

export const bytesIn = (value: Cbor, ...path: readonly (string | number)[]): Uint8Array => {
	let found: Cbor | undefined = value;
	for (const key of path) found = (found as Record<string | number, Cbor> | undefined)?.[key];
	if (!(found instanceof Uint8Array)) throw new Error(`no bytes at ${path.join('.')}`);
	return found;
};
/** CBOR of an array of byte strings, texts and whole numbers, by hand. */
export function array(...items: readonly (Uint8Array | string | number)[]): Buffer {
	const head = (major: number, count: number) => {
		if (count < 24) return Buffer.of((major << 5) | count);
		const size = [1, 2, 4, 8].findIndex((bytes) => count < 2 ** (8 * bytes));
		const whole = Buffer.alloc(8);
		whole.writeBigUInt64BE(BigInt(count));
		return Buffer.concat([Buffer.of((major << 5) | (24 + size)), whole.subarray(8 - 2 ** size)]);
	};
	return Buffer.concat([
		head(4, items.length),
		...items.map((part) => {
			if (typeof part === 'number') return head(0, part);
			const body = typeof part === 'string' ? Buffer.from(part) : part;
			return Buffer.concat([head(typeof part === 'string' ? 3 : 2, body.length), body]);
		})
	]);
}
export const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
export const domain = (text: string) => Buffer.concat([Buffer.from(text), Buffer.of(0)]);
export const derive = (secret: Uint8Array, salt: Uint8Array, info: string) =>
	Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
export const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest();

/** AES-256-GCM; the tag is the last 16 bytes. Throws when it does not open. */
export function open(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Buffer {
	const opening = createDecipheriv('aes-256-gcm', key, iv);
	opening.setAAD(associated);
	opening.setAuthTag(sealed.subarray(-16));
	return Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
}

export function unpad(padded: Uint8Array): Uint8Array {
	const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
	return Uint8Array.from(padded.subarray(4, 4 + length));
}

export function signed(raw: Uint8Array, signature: Uint8Array, ...message: readonly Uint8Array[]): boolean {
	const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
	return verify(null, Buffer.concat(message), createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
}

/** The vault key, role and container that a passphrase opens in a slot file. */
export function openSlot(file: Uint8Array, passphrase: Uint8Array) {
	const { kdf, slots } = decode(file) as { kdf: Record<string, Cbor>; slots: readonly Cbor[] };
	const kdfBytes = file.subarray(file.indexOf(0xa5), file.indexOf(0xa5) + kdfLength(kdf));
	const { m, t, salt } = kdf as { m: number; t: number; salt: Uint8Array };
	if (m < 19456 || m > 65536 || t < 2 || t > 3) throw new Error('cost out of bounds');
	const cost = { memory: m, passes: t, parallelism: 1, tagLength: 32 };
	const stretched = argon2Sync('argon2id', { message: passphrase, nonce: salt, ...cost });
	for (const slot of slots) {
		const [id, iv, ct, commit] = ['id', 'iv', 'ct', 'commit'].map((name) => bytesIn(slot, name)) as [
			Uint8Array,
			Uint8Array,
			Uint8Array,
			Uint8Array
		];
		if (!derive(stretched, id, 'repit/v1/kek/commit').equals(commit)) continue;
		const text = array('repit/v1/slot', 1).subarray(1);
		const associated = Buffer.concat([Buffer.of(0x85), text, kdfBytes, array(id, commit).subarray(1)]);
		const plain = open(derive(stretched, id, 'repit/v1/kek/passphrase'), iv, ct, associated);
		return { vaultKey: plain.subarray(0, 32), role: plain[32], container: plain[33], rest: plain.subarray(34) };
	}
	throw new Error('no slot opens');
}

/** Bytes of the `kdf` map: five keys, `m` in 3 or 5 bytes. */
function kdfLength({ m }: Record<string, Cbor>): number {
	return 1 + 2 + (Number(m) > 0xffff ? 5 : 3) + 2 + 1 + 2 + 1 + 4 + 9 + 5 + 17;
}
