/**
 * The Ed25519 public keys of low order, under which one signature fits every message. RFC 8032 does not forbid them, and
 * Chromium accepts them; nobody who means well has one.
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

export function isLowOrder(publicKey: Uint8Array): boolean {
	const hex = [...publicKey].map((byte, i) => (i === 31 ? byte & 0x7f : byte).toString(16).padStart(2, '0'));
	return LOW_ORDER.has(hex.join(''));
}
