/** HPKE: the vector of RFC 9180, and two libraries against each other in the suite that we use, which the RFC has no vector for. */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import * as second from 'hpke';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isLowOrderAgreement } from '../../src/lib/domain/low-order.ts';
import {
	generateAgreementKeys,
	openSealed,
	randomBytes,
	sealTo,
	type Bytes,
	type KeyPair,
	type SealedTo
} from '../../src/lib/crypto/suite.ts';
import { reveal } from '../../src/lib/crypto/redacted.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const text = (value: string) => new TextEncoder().encode(value);

describe('RFC 9180, A.1.1', () => {
	const vector = JSON.parse(readFileSync(new URL('./data/rfc9180-a1-1.json', import.meta.url), 'utf8')) as Record<
		'info' | 'ikmE' | 'ikmR' | 'pkRm' | 'skRm' | 'enc',
		string
	> & {
		encryptions: { seq: number; pt: string; aad: string; ct: string }[];
	};

	it('is what the library of the suite seals and opens, message after message', async () => {
		const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
		const recipient = await suite.kem.deriveKeyPair(hex(vector.ikmR).buffer);
		expect(new Uint8Array(await suite.kem.serializePublicKey(recipient.publicKey))).toEqual(hex(vector.pkRm));
		const info = hex(vector.info);
		const sender = await suite.createSenderContext({
			recipientPublicKey: recipient.publicKey,
			info,
			ekm: await suite.kem.deriveKeyPair(hex(vector.ikmE).buffer)
		});
		expect(new Uint8Array(sender.enc)).toEqual(hex(vector.enc));
		const receiver = await suite.createRecipientContext({ recipientKey: recipient, enc: hex(vector.enc).buffer, info });
		expect(vector.encryptions.length).toBeGreaterThan(2);
		for (const { pt, aad, ct } of vector.encryptions) {
			expect(new Uint8Array(await sender.seal(hex(pt), hex(aad)))).toEqual(hex(ct));
			expect(new Uint8Array(await receiver.open(hex(ct), hex(aad)))).toEqual(hex(pt));
		}
	});

	it('is what the second library opens', async () => {
		const suite = new second.CipherSuite(
			second.KEM_DHKEM_X25519_HKDF_SHA256,
			second.KDF_HKDF_SHA256,
			second.AEAD_AES_128_GCM
		);
		const key = await suite.DeserializePrivateKey(hex(vector.skRm), true);
		const receiver = await suite.SetupRecipient(key, hex(vector.enc), { info: hex(vector.info) });
		for (const { pt, aad, ct } of vector.encryptions) expect(await receiver.Open(hex(ct), hex(aad))).toEqual(hex(pt));
	});
});

describe('what is sealed to a device', () => {
	const other = new second.CipherSuite(
		second.KEM_DHKEM_X25519_HKDF_SHA256,
		second.KDF_HKDF_SHA256,
		second.AEAD_AES_256_GCM
	);
	const [info, aad] = [text('repit/v1/epoch/seal'), randomBytes(32)];
	let keys: KeyPair;
	let key: Bytes;
	let sealed: SealedTo;

	beforeAll(async () => {
		keys = await generateAgreementKeys();
		key = randomBytes(32);
		const made = await sealTo(keys.publicKey, info, key, aad);
		if (!made) throw new Error('a good key is sealed to');
		sealed = made;
	});

	it('opens with its key, and has the sizes of the page', async () => {
		expect([sealed.enc.length, sealed.ct.length]).toEqual([32, 48]);
		expect(await openSealed(keys, info, sealed, aad)).toEqual(key);
	});

	it('is the same for both libraries, both ways', async () => {
		const [privateKey, publicKey] = await Promise.all([
			crypto.subtle.importKey('pkcs8', reveal(keys.privateKey), 'X25519', false, ['deriveBits']),
			other.DeserializePublicKey(keys.publicKey)
		]);
		const pair = { privateKey, publicKey: await crypto.subtle.importKey('raw', keys.publicKey, 'X25519', true, []) };
		for (let i = 0; i < 20; i++) {
			const plain = randomBytes(i * 7);
			const ours = await sealTo(keys.publicKey, info, plain, aad);
			expect(await other.Open(pair, ours!.enc, ours!.ct, { info, aad })).toEqual(plain);
			const { encapsulatedSecret, ciphertext } = await other.Seal(publicKey, plain, { info, aad });
			const theirs = { enc: new Uint8Array(encapsulatedSecret), ct: new Uint8Array(ciphertext) };
			expect(await openSealed(keys, info, theirs, aad)).toEqual(plain);
		}
	});

	it('opens for no other key, purpose, commitment or sender, nor with one bit changed', async () => {
		const stranger = await generateAgreementKeys();
		expect(await openSealed(stranger, info, sealed, aad)).toBeNull();
		expect(await openSealed({ ...keys, publicKey: stranger.publicKey }, info, sealed, aad)).toBeNull();
		expect(await openSealed(keys, text('repit/v1/epoch/link'), sealed, aad)).toBeNull();
		expect(await openSealed(keys, info, sealed, randomBytes(32))).toBeNull();
		const again = await sealTo(keys.publicKey, info, key, aad);
		expect(again!.enc).not.toEqual(sealed.enc);
		expect(await openSealed(keys, info, { ...sealed, enc: again!.enc }, aad)).toBeNull();
		for (let at = 0; at < sealed.ct.length; at++) {
			const ct = sealed.ct.slice();
			ct[at]! ^= 1 << (at % 8);
			expect(await openSealed(keys, info, { ...sealed, ct }, aad)).toBeNull();
		}
		for (const length of [0, 15, 16, 47]) {
			const ct = sealed.ct.slice(0, length);
			expect(await openSealed(keys, info, { ...sealed, ct }, aad)).toBeNull();
		}
		expect(await openSealed(keys, info, { ...sealed, enc: sealed.enc.slice(1) }, aad)).toBeNull();
		expect(await openSealed({ ...keys, publicKey: randomBytes(3) }, info, sealed, aad)).toBeNull();
	});

	it('is never sealed to a key of low order, nor opened from one, and no platform is asked', async () => {
		// The points of order 1, 2, 4 and 8, and the same written above p or with the top bit set (Wycheproof has them too).
		const points = [
			'0000000000000000000000000000000000000000000000000000000000000000',
			'0100000000000000000000000000000000000000000000000000000000000000',
			'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
			'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
			'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
			'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
			'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
		].flatMap((point) => [hex(point), hex(point).map((byte, i) => (i === 31 ? byte | 0x80 : byte))]);
		const asked = vi.spyOn(crypto.subtle, 'deriveBits');
		for (const point of points) {
			expect(isLowOrderAgreement(point)).toBe(true);
			expect(await sealTo(point, info, key, aad)).toBeNull();
			expect(await openSealed(keys, info, { ...sealed, enc: point }, aad)).toBeNull();
		}
		expect(asked).not.toHaveBeenCalled();
		asked.mockRestore();
		expect(await sealTo(randomBytes(31), info, key, aad)).toBeNull();
		expect(isLowOrderAgreement(keys.publicKey)).toBe(false);
	});

	it('refuses every key of Wycheproof with which the secret would be zero', () => {
		const { testGroups } = JSON.parse(
			readFileSync(new URL('./data/wycheproof-x25519.json', import.meta.url), 'utf8')
		) as { testGroups: { tests: { public: string; shared: string }[] }[] };
		const zero = testGroups.flatMap(({ tests }) => tests).filter(({ shared }) => /^0+$/.test(shared));
		expect(zero.length).toBeGreaterThan(10);
		for (const { public: point } of zero) expect(isLowOrderAgreement(hex(point)), point).toBe(true);
	});
});
