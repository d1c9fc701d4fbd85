/** SHA-256 as voice packs write it: 64 hexadecimal digits; a text in UTF-8, as it stands on the screen. */
import { sha256 } from '../crypto/suite.ts';

const utf8 = new TextEncoder();

export async function digestOf(...parts: readonly Uint8Array[]): Promise<string> {
	return hex(await sha256(...parts));
}

export async function textDigest(text: string): Promise<string> {
	return digestOf(utf8.encode(text));
}

export function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
