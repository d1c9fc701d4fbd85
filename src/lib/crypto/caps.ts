/** Whether this browser computes the primitives rightly: a known answer each, not only a name that exists. */
import { agree, stretch, verify } from './suite.ts';

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** RFC 8032 section 7.1, test 2. */
const ED25519 = {
	publicKey: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
	message: fromHex('72'),
	signature: fromHex(
		'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
	)
};

export async function hasEd25519(): Promise<boolean> {
	return (
		(await verify(ED25519.publicKey, ED25519.signature, ED25519.message)) &&
		!(await verify(ED25519.publicKey, ED25519.signature, fromHex('73')))
	);
}

/** Wycheproof, X25519 test 1; the private key in PKCS #8 (RFC 8410). */
const X25519 = {
	privateKey: fromHex(
		'302e020100300506032b656e04220420c8a9d5a91091ad851c668b0736c1c9a02936c0d3ad62670858088047ba057475'
	),
	publicKey: fromHex('504a36999f489cd2fdbc08baff3d88fa00569ba986cba22548ffde80f9806829'),
	shared: fromHex('436a2c040cf45fea9b29a0cb81b1f41458f863d0d61b453d0a982720d6d61320')
};

export async function hasX25519(): Promise<boolean> {
	const shared = await agree(X25519.privateKey, X25519.publicKey);
	return shared?.every((byte, i) => byte === X25519.shared[i]) ?? false;
}

/** phc-winner-argon2 `src/test.c`: "password", "somesalt", t = 2, 256 KiB, p = 1. */
export async function hasArgon2id(): Promise<boolean> {
	try {
		const out = await stretch(new TextEncoder().encode('password'), new TextEncoder().encode('somesalt'), {
			m: 256,
			t: 2
		});
		return out[0] === 0x9d && out[1] === 0xfe && out[31] === 0xfe;
	} catch {
		return false;
	}
}
