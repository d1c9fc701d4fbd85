/**
 * The recovery code of a vault: 160 random bits in the base 32 of Crockford, with his check sign, in groups of four. It opens a slot
 * as a passphrase does, and is typed in the same field; in the one form it has there, slips that the alphabet forgives are gone.
 * Source: https://www.crockford.com/base32.html
 */
import { base32crockford } from '@scure/base';
import { randomBytes, type Bytes } from './suite.ts';

const BYTES = 20;
const DIGITS = 32;
const VALUES = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
const CHECK = 37n;
const FORM = /^[0-9A-HJKMNP-TV-Z]{32}[0-9A-HJKMNP-TV-Z*~$=U]$/;

/** Eight groups of four, and the check sign. */
export function generateRecoveryCode(random: (length: number) => Bytes = randomBytes): string {
	const bytes = random(BYTES);
	const digits = base32crockford.encode(bytes);
	bytes.fill(0);
	return [...(digits.match(/.{4}/g) ?? []), checkOf(digits)].join('-');
}

/** The code without its groups, in capitals; `null` where this is none, or a sign of it is not right. */
export function recoveryForm(typed: string): string | null {
	const text = withoutGroups(typed);
	return FORM.test(text) && checkOf(text.slice(0, DIGITS)) === text.slice(DIGITS) ? text : null;
}

/** Whether it was meant as a code, and has a slip somewhere. */
export function isMistypedCode(typed: string): boolean {
	return FORM.test(withoutGroups(typed)) && recoveryForm(typed) === null;
}

function withoutGroups(typed: string): string {
	const text = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\-‐‑]/gu, '');
	// O, I and L are neither digits of it nor check signs, and are read as those they look like.
	return text.replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** The number modulo 37, as one more sign. */
function checkOf(digits: string): string {
	let value = 0n;
	for (const digit of digits) value = (value * 32n + BigInt(VALUES.indexOf(digit))) % CHECK;
	return VALUES[Number(value)] ?? '';
}
