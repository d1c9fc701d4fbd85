/** The KEM of HPKE (RFC 9180) on X25519 in JavaScript. Fetched where the browser has no X25519 only, and called by `suite.ts` alone. */
import { Dhkem, HkdfSha256Native, KemId, XCurveDhkemPrimitives } from '@hpke/common';
import { x25519 } from '@noble/curves/ed25519.js';
import { rawOf } from './soft-curves.ts';

const KEY_BYTES = 32;

/** DHKEM(X25519, HKDF-SHA256), with HKDF by the browser. */
export class SoftDhkem extends Dhkem {
	override readonly secretSize = KEY_BYTES;
	override readonly encSize = KEY_BYTES;
	override readonly publicKeySize = KEY_BYTES;
	override readonly privateKeySize = KEY_BYTES;

	constructor() {
		const kdf = new HkdfSha256Native();
		const utils = { randomSecretKey: () => Promise.resolve(x25519.utils.randomSecretKey()) };
		const curve = { ...x25519, utils };
		super(KemId.DhkemX25519HkdfSha256, new XCurveDhkemPrimitives('X25519', KEY_BYTES, curve, kdf), kdf);
	}

	/** A private key as `CipherSuite` takes it. */
	async privateKeyOf(pkcs8: Uint8Array): Promise<CryptoKey> {
		const raw = rawOf('x25519', pkcs8);
		const key = await this.deserializePrivateKey(raw);
		raw.fill(0);
		return key;
	}
}
