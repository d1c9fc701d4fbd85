/**
 * Published answers that a primitive has to give before it is used: data only, read by `suite.ts` and `caps.ts`. Each is made when it is
 * asked for, so that it is in no bundle that does not ask.
 */
const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** RFC 8032 section 7.1, test 2; the seed in PKCS #8 (RFC 8410). */
export const ed25519Answer = () => ({
	privateKey: fromHex(
		'302e020100300506032b6570042204204ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'
	),
	publicKey: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
	message: fromHex('72'),
	other: fromHex('73'),
	signature: fromHex(
		'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
	)
});

/** Wycheproof, X25519 test 1; the private key in PKCS #8 (RFC 8410). */
export const x25519Answer = () => ({
	privateKey: fromHex(
		'302e020100300506032b656e04220420c8a9d5a91091ad851c668b0736c1c9a02936c0d3ad62670858088047ba057475'
	),
	publicKey: fromHex('504a36999f489cd2fdbc08baff3d88fa00569ba986cba22548ffde80f9806829'),
	shared: fromHex('436a2c040cf45fea9b29a0cb81b1f41458f863d0d61b453d0a982720d6d61320')
});

/** phc-winner-argon2 `src/test.c`: t = 2, 256 KiB, p = 1. */
export const argon2idAnswer = () => ({
	password: utf8('password'),
	salt: utf8('somesalt'),
	cost: { m: 256, t: 2 },
	out: fromHex('9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe')
});

/** FIPS 180-4, "abc". */
export const sha256Answer = () => ({
	message: utf8('abc'),
	out: fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
});

/** RFC 4231, test 1. */
export const hmacAnswer = () => ({
	key: fromHex('0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'),
	message: utf8('Hi There'),
	out: fromHex('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7')
});

/** RFC 5869 appendix A.3: no salt, no info. */
export const hkdfAnswer = () => ({
	secret: fromHex('0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b'),
	out: fromHex('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8')
});

/** Under the key that HKDF gives for {@link hkdfAnswer}, "repit/v1/self-test": worked out once with `node:crypto`. */
export const aesGcmAnswer = () => ({
	info: 'repit/v1/self-test',
	nonce: fromHex('cafebabefacedbaddecaf888'),
	plain: utf8('abricot'),
	associated: utf8('tuile'),
	sealed: fromHex('e9a49b4264f9f597fc91c517549e29cf65ed9c01dc8088')
});
