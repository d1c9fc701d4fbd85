/** The operator's token, as it was typed or pasted. */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '$lib/crypto/suite';

const TOKEN_BYTES = 32;

export function tokenIn(typed: string): Bytes | null {
	try {
		const token = new Uint8Array(base64urlnopad.decode(typed.trim()));
		return token.length === TOKEN_BYTES ? token : null;
	} catch {
		return null;
	}
}
