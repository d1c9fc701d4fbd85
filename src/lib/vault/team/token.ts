/** The operator's word that a team may be founded: 32 bytes in base64url. */
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
