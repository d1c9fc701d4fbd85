/** Eight signs drawn at random, never made from a name. Without 0, 1, I and O, which are misread when said or copied. */
import { CODE_LENGTH } from '$lib/domain/case';

const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** @param taken codes already in use on this phone */
export function freshCode(random: (length: number) => Uint8Array, taken: ReadonlySet<string>): string {
	for (;;) {
		// 32 signs: the five low bits of a byte choose one evenly.
		const code = Array.from(random(CODE_LENGTH), (byte) => SIGNS.charAt(byte & 31)).join('');
		if (!taken.has(code)) return code;
	}
}
