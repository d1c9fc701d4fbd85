/**
 * WebCrypto without a thread for every call: the same algorithms of the same OpenSSL, through `node:crypto`, at once. Thousands
 * of histories are made of small messages, for which the way to another thread and back costs more than the work.
 *
 * `tests/vectors/` holds WebCrypto itself to the vectors; `tests/attacks/stand-ins.test.ts` holds this to WebCrypto.
 */
import {
	createCipheriv,
	createDecipheriv,
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	diffieHellman,
	generateKeyPairSync,
	hash,
	hkdfSync,
	sign,
	verify,
	type KeyObject
} from 'node:crypto';

type Curve = 'Ed25519' | 'X25519';
interface Algorithm {
	readonly name: string;
	readonly [more: string]: unknown;
}

class QuickKey {
	readonly type: 'secret' | 'public' | 'private';
	readonly extractable: boolean;
	readonly algorithm: Algorithm;
	readonly usages: readonly string[];
	readonly bytes: Uint8Array;
	readonly object: KeyObject | null;
	#secret: KeyObject | null = null;

	constructor(
		type: QuickKey['type'],
		extractable: boolean,
		algorithm: Algorithm,
		usages: readonly string[],
		bytes: Uint8Array,
		object: KeyObject | null = null
	) {
		[this.type, this.extractable, this.algorithm, this.usages] = [type, extractable, algorithm, usages];
		[this.bytes, this.object] = [bytes, object];
	}

	/** Of OpenSSL: to make one costs more than to use it. */
	get secret(): KeyObject {
		return (this.#secret ??= once(`secret${latin1(this.bytes)}`, () => createSecretKey(this.bytes)));
	}
}

const TAG_BYTES = 16;
const named = (algorithm: string | Algorithm): Algorithm =>
	typeof algorithm === 'string' ? { name: algorithm } : algorithm;
const viewOf = (data: ArrayBuffer | Uint8Array): Uint8Array =>
	data instanceof Uint8Array ? data : new Uint8Array(data);
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
/** SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410). */
const SPKI: Record<Curve, Buffer> = {
	Ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
	X25519: Buffer.from('302a300506032b656e032100', 'hex')
};
/** Keys as OpenSSL has them, by their bytes: the same few devices are asked for again and again. */
const known = new Map<string, KeyObject>();
function once(name: string, make: () => KeyObject): KeyObject {
	const found = known.get(name) ?? make();
	if (known.size > 20_000) known.clear();
	known.set(name, found);
	return found;
}

/** Answers that depend on what was asked alone: seven phones of one process check the same signature seven times. */
const answers = new Map<string, unknown>();
function answered<T>(asked: readonly Uint8Array[], make: () => T): T {
	let name = '';
	for (const part of asked) name += `${part.length} ${latin1(part)}`;
	if (answers.has(name)) return answers.get(name) as T;
	if (answers.size > 20_000) answers.clear();
	const made = make();
	answers.set(name, made);
	return made;
}

function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
	if (raw.length !== 32) throw new DOMException('not a key', 'DataError');
	const hex = Buffer.from(raw).toString('hex');
	return once(curve + hex, () =>
		createPublicKey({ key: Buffer.concat([SPKI[curve], raw]), format: 'der', type: 'spki' })
	);
}

function privateKey(pkcs8: Uint8Array): KeyObject {
	const key = Buffer.from(pkcs8);
	return once(`private${key.toString('hex')}`, () => createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

const work = {
	digest: (_: unknown, data: ArrayBuffer | Uint8Array) => bufferOf(hash('sha256', viewOf(data), 'buffer')),

	importKey(
		format: string,
		data: ArrayBuffer | Uint8Array,
		algorithm: string | Algorithm,
		extractable: boolean,
		usages: readonly string[]
	) {
		const bytes = viewOf(data).slice();
		const kind = named(algorithm);
		if (kind.name !== 'Ed25519' && kind.name !== 'X25519')
			return new QuickKey('secret', extractable, kind, usages, bytes);
		if (format === 'raw') return new QuickKey('public', extractable, kind, usages, bytes, publicKey(kind.name, bytes));
		if (format === 'pkcs8') return new QuickKey('private', extractable, kind, usages, bytes, privateKey(bytes));
		throw new Error(`no quick form: ${format}`);
	},

	exportKey(format: string, { extractable, object, bytes }: QuickKey) {
		if (!extractable) throw new DOMException('not extractable', 'InvalidAccessError');
		if (format === 'jwk') return object?.export({ format: 'jwk' });
		return bufferOf(bytes);
	},

	generateKey(algorithm: string | Algorithm, extractable: boolean, usages: readonly string[]) {
		const kind = named(algorithm);
		const pair = kind.name === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
		const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
		const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
		return {
			publicKey: new QuickKey('public', true, kind, usages, raw, pair.publicKey),
			privateKey: new QuickKey('private', extractable, kind, usages, pkcs8, pair.privateKey)
		};
	},

	sign: ({ name }: Algorithm, key: QuickKey, data: Uint8Array) =>
		bufferOf(
			name === 'HMAC' || key.object === null
				? createHmac('sha256', key.secret).update(viewOf(data)).digest()
				: sign(null, viewOf(data), key.object)
		),

	verify: (_: unknown, { object, bytes }: QuickKey, signature: Uint8Array, data: Uint8Array) =>
		object !== null &&
		answered([bytes, viewOf(signature), viewOf(data)], () => verify(null, viewOf(data), object, viewOf(signature))),

	deriveBits(algorithm: Algorithm, key: QuickKey, bits: number) {
		if (algorithm.name !== 'HKDF')
			return bufferOf(
				diffieHellman({
					privateKey: key.object as KeyObject,
					publicKey: (algorithm['public'] as QuickKey).object as KeyObject
				})
			);
		const { salt, info } = algorithm as unknown as { salt: Uint8Array; info: Uint8Array };
		const asked = [key.bytes, viewOf(salt), viewOf(info), new Uint8Array([bits / 8])];
		return answered(asked, () => hkdfSync('sha256', key.secret, viewOf(salt), viewOf(info), bits / 8)).slice(0);
	},

	deriveKey(
		algorithm: Algorithm,
		key: QuickKey,
		made: Algorithm,
		extractable: boolean,
		usages: readonly string[]
	): QuickKey {
		const bytes = new Uint8Array(work.deriveBits(algorithm, key, made['length'] as number));
		return new QuickKey('secret', extractable, made, usages, bytes);
	},

	encrypt({ iv, additionalData }: { iv: Uint8Array; additionalData?: Uint8Array }, key: QuickKey, data: Uint8Array) {
		const cipher = createCipheriv('aes-256-gcm', key.secret, viewOf(iv));
		sealing(key.bytes, viewOf(iv));
		if (additionalData) cipher.setAAD(viewOf(additionalData));
		const sealed = new Uint8Array(data.byteLength + TAG_BYTES);
		sealed.set(cipher.update(viewOf(data)));
		cipher.final();
		sealed.set(cipher.getAuthTag(), data.byteLength);
		return sealed.buffer;
	},

	decrypt({ iv, additionalData }: { iv: Uint8Array; additionalData?: Uint8Array }, key: QuickKey, data: Uint8Array) {
		const sealed = viewOf(data);
		const cipher = createDecipheriv('aes-256-gcm', key.secret, viewOf(iv));
		if (additionalData) cipher.setAAD(viewOf(additionalData));
		try {
			cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
			const opened = cipher.update(sealed.subarray(0, -TAG_BYTES));
			cipher.final();
			return bufferOf(opened);
		} catch {
			throw new DOMException('does not open', 'OperationError');
		}
	}
};

type Sealing = (key: Uint8Array, iv: Uint8Array) => void;
let sealing: Sealing = () => undefined;

/** For the rest of this test file; `seen` is told of each key and nonce that something is sealed under. Gives the way back. */
export function quicken(seen: Sealing = () => undefined): () => void {
	sealing = seen;
	const { subtle } = crypto;
	const before = new Map<string, PropertyDescriptor | undefined>();
	for (const [name, call] of Object.entries(work)) {
		before.set(name, Object.getOwnPropertyDescriptor(subtle, name));
		const slow = (subtle[name as keyof SubtleCrypto] as (...asked: never[]) => unknown).bind(subtle);
		Object.defineProperty(subtle, name, {
			configurable: true,
			// What it throws is thrown to whoever waits for it, as by WebCrypto. A key from before is WebCrypto's own.
			value: (...asked: never[]) =>
				new Promise((resolve) => {
					const theirs = (asked as unknown[]).some((one) => one instanceof CryptoKey);
					resolve((theirs ? slow : (call as (...asked: never[]) => unknown))(...asked));
				})
		});
	}
	return () => {
		for (const [name, descriptor] of before) {
			if (descriptor) Object.defineProperty(subtle, name, descriptor);
			else Reflect.deleteProperty(subtle, name);
		}
	};
}
