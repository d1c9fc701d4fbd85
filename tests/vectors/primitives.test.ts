/**
 * Public vectors through our suite, so that what is tested is what the vault calls: by the browser's own parts, and by those in
 * JavaScript that stand in for them.
 */
import { argon2id as nobleArgon2id } from '@noble/hashes/argon2.js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
	deriveBytes,
	importMacKey,
	importSecret,
	mac,
	open,
	seal,
	stretch,
	type SealKey
} from '../../src/lib/crypto/suite.ts';
import * as own from '../../src/lib/crypto/suite.ts';
import { softened } from '../support/soft.ts';

const soft = await softened(() => import('../../src/lib/crypto/suite.ts'));
const WAYS = [
	['by the browser', own],
	['in JavaScript', soft]
] as const;

interface Case {
	readonly tcId: number;
	readonly result: 'valid' | 'invalid' | 'acceptable';
	readonly flags?: readonly string[];
	readonly [field: string]: unknown;
}
interface Group {
	readonly tests: readonly Case[];
	readonly [field: string]: unknown;
}

const hex = (text: unknown) => new Uint8Array(Buffer.from(String(text), 'hex'));
const load = (name: string) =>
	JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8')) as { testGroups: Group[] };
const each = (name: string, keep: (group: Group) => boolean = () => true) =>
	load(name)
		.testGroups.filter(keep)
		.flatMap((group) => group.tests.map((test) => ({ group, test })));

describe('Wycheproof', () => {
	it('AES-256-GCM with our nonce and tag sizes', async () => {
		const cases = each(
			'wycheproof-aes_gcm',
			(group) => group['keySize'] === 256 && group['ivSize'] === 96 && group['tagSize'] === 128
		);
		expect(cases.length).toBeGreaterThan(50);
		for (const { test } of cases) {
			const key = (await crypto.subtle.importKey('raw', hex(test['key']), 'AES-GCM', false, [
				'encrypt',
				'decrypt'
			])) as SealKey;
			const sealed = new Uint8Array([...hex(test['ct']), ...hex(test['tag'])]);
			const opened = await open(key, hex(test['iv']), sealed, hex(test['aad']));
			if (test.result === 'valid') {
				expect(opened, `tc ${test.tcId}`).toEqual(hex(test['msg']));
				expect(await seal(key, hex(test['iv']), hex(test['msg']), hex(test['aad']))).toEqual(sealed);
			} else expect(opened, `tc ${test.tcId}`).toBeNull();
		}
	});

	it('HKDF-SHA-256', async () => {
		const cases = each('wycheproof-hkdf_sha256').filter(({ test }) => test.result === 'valid');
		expect(cases.length).toBeGreaterThan(60);
		for (const { test } of cases) {
			// Our `info` is text: the vectors' raw bytes go through latin1 only where they are ASCII.
			const info = hex(test['info']);
			if (info.some((byte) => byte > 127)) continue;
			const out = await deriveBytes(
				await importSecret(hex(test['ikm'])),
				hex(test['salt']),
				Buffer.from(info).toString('latin1'),
				Number(test['size'])
			);
			expect(out, `tc ${test.tcId}`).toEqual(hex(test['okm']));
		}
	});

	it('HMAC-SHA-256', async () => {
		const cases = each('wycheproof-hmac_sha256', (group) => group['tagSize'] === 256);
		expect(cases.length).toBeGreaterThan(30);
		for (const { test } of cases) {
			if (String(test['key']) === '') continue; // WebCrypto refuses an empty key; ours are never empty
			const tag = await mac(await importMacKey(hex(test['key'])), hex(test['msg']));
			expect(Buffer.from(tag).equals(Buffer.from(hex(test['tag']))), `tc ${test.tcId}`).toBe(test.result === 'valid');
		}
	});

	it.each(WAYS)('Ed25519 %s', async (_, { verify }) => {
		const cases = each('wycheproof-ed25519');
		expect(cases.length).toBeGreaterThan(140);
		for (const { group, test } of cases) {
			const publicKey = hex((group['publicKey'] as { pk: string }).pk);
			expect(await verify(publicKey, hex(test['sig']), hex(test['msg'])), `tc ${test.tcId}`).toBe(
				test.result === 'valid'
			);
		}
	});

	it.each(WAYS)('X25519 %s, refusing a shared secret of zeros', async (_, { agree }) => {
		const pkcs8 = (key: Uint8Array) => new Uint8Array([...hex('302e020100300506032b656e04220420'), ...key]);
		const cases = each('wycheproof-x25519').filter(({ test }) => String(test['private']).length === 64);
		expect(cases.length).toBeGreaterThan(200);
		for (const { test } of cases) {
			const shared = await agree(pkcs8(hex(test['private'])), hex(test['public']));
			const zero = /^0+$/.test(String(test['shared']));
			if (test.result === 'invalid' || zero) expect(shared, `tc ${test.tcId}`).toBeNull();
			else expect(shared, `tc ${test.tcId}`).toEqual(hex(test['shared']));
		}
	});
});

describe('Argon2id', () => {
	const { vectors } = JSON.parse(readFileSync(new URL('./data/argon2id-phc.json', import.meta.url), 'utf8')) as {
		vectors: { t: number; mLog2KiB: number; p: number; password: string; salt: string; hashHex: string }[];
	};
	const text = (value: string) => new TextEncoder().encode(value);

	it.each(WAYS)('gives the reference results for one lane, %s', async (way, { stretch }) => {
		// The largest take JavaScript a quarter of a minute on a busy machine.
		const most = way === 'by the browser' ? 2 ** 18 : 2 ** 16;
		const ours = vectors.filter(({ p, mLog2KiB, t }) => p === 1 && mLog2KiB <= 16 && 2 ** mLog2KiB * t <= most);
		expect(ours.length).toBe(way === 'by the browser' ? 6 : 2);
		for (const { password, salt, t, mLog2KiB, hashHex } of ours) {
			expect(await stretch(text(password), text(salt), { m: 2 ** mLog2KiB, t })).toEqual(hex(hashHex));
		}
	});

	it('agrees with a second implementation', async () => {
		for (const [m, t] of [
			[64, 1],
			[256, 3],
			[1024, 2]
		] as const) {
			const salt = new Uint8Array(16).fill(m % 251);
			expect(await stretch(text('abricot tuile'), salt, { m, t })).toEqual(
				new Uint8Array(nobleArgon2id(text('abricot tuile'), salt, { m, t, p: 1, dkLen: 32 }))
			);
		}
	});
});

describe.each(WAYS)('RFC 8032, section 7.1, %s', (_, { sign, signingKeyFromSeed }) => {
	it.each([
		[
			'9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
			'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
			'',
			'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
		],
		[
			'4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
			'3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
			'72',
			'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
		]
	])('the key of the seed %s', async (seed, publicKey, message, signature) => {
		const keys = await signingKeyFromSeed(hex(seed));
		expect(keys.publicKey).toEqual(hex(publicKey));
		expect(keys.signingKey.extractable).toBe(false);
		expect(await sign(keys.signingKey, hex(message))).toEqual(hex(signature));
	});
});
