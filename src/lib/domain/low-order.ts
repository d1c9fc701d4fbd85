/**
 * Public keys of low order. Of Ed25519: under which one signature fits every message; RFC 8032 does not forbid them, and
 * Chromium accepts them. Of X25519: with which everybody agrees on zeros (RFC 7748 section 6.1). Nobody who means well has
 * one, and no platform is asked.
 */

/** Little-endian y of the points of order 1, 2, 4 and 8, without the sign bit, and of those that are written above p. */
const LOW_ORDER = new Set([
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
]);

/** Little-endian u of the points of order 1, 2, 4 and 8, without the top bit, and of those that are written above p. */
const LOW_ORDER_AGREEMENT = new Set([
	'0000000000000000000000000000000000000000000000000000000000000000',
	'0100000000000000000000000000000000000000000000000000000000000000',
	'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
	'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'
]);

export function isLowOrder(publicKey: Uint8Array): boolean {
	return LOW_ORDER.has(hexWithoutTopBit(publicKey));
}

export function isLowOrderAgreement(publicKey: Uint8Array): boolean {
	return LOW_ORDER_AGREEMENT.has(hexWithoutTopBit(publicKey));
}

function hexWithoutTopBit(publicKey: Uint8Array): string {
	return [...publicKey].map((byte, i) => (i === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0')).join('');
}
