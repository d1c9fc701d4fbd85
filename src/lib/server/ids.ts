/** Ids as text. */
import type { Bytes } from '../domain/cbor.ts';
import type { Key } from '../team/index.ts';

/** As it stands in a header or in the address of a blob: 22 characters of base64url, one way to write each. */
export function readId(text: string): Bytes | null {
	const bytes = Buffer.from(text, 'base64url');
	return bytes.length === 16 && bytes.toString('base64url') === text ? new Uint8Array(bytes) : null;
}

/** The bytes that a key of the team's is the text of. */
export const bytesOf = (key: Key): Bytes => new Uint8Array(Buffer.from(key, 'base64url'));
