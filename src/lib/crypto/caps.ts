/** Whether this browser computes the primitives rightly: a known answer each, not only a name that exists. */
import { stretch, verify } from './suite.ts';

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
