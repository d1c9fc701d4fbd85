/** Ids and hashes are keys in memory (`team/team.ts`): back to their bytes. */
import { base64urlnopad } from '@scure/base';
import type { Bytes } from '../domain/cbor.ts';
import type { Key } from '../team/index.ts';

export const bytesOf = (key: Key): Bytes => new Uint8Array(base64urlnopad.decode(key));
