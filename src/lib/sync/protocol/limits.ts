/** What may be how large and how many (`docs/protocol.md`, 14). Looked at before anything is decoded. */
import { paddedSize } from '../../domain/padding.ts';

export const VERSION = 1;
export const SUITE = 1;

export const ID_BYTES = 16;
export const HASH_BYTES = 32;
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const SIGNATURE_BYTES = 64;
/** `seq`, `epoch`, `n`. */
export const MAX_COUNT = 2 ** 48;

/** Content of a request or reply, and what that comes to on the wire: the server's body limit. */
export const MAX_BODY_CONTENT = 2 ** 20;
export const MAX_BODY = paddedSize(MAX_BODY_CONTENT);
export const MAX_BLOB_PART = 4 * 2 ** 20;
export const MAX_BLOB = 256 * 2 ** 20;
export const MAX_ENTRY = 160 * 1024;
export const MAX_OPERATION = 32 * 1024;
export const MAX_OPERATIONS_SENT = 16;
export const MAX_ITEMS_SENT = 256;
export const MAX_ENVELOPE_LIST = 64 * 1024;
export const MAX_ASKED = 4096;
export const MAX_ASKED_FOR_ONE_INVITE = 5;

export const MAX_DEVICES = 256;
export const MAX_OPEN_INVITES = 20;
export const MAX_CIRCLES = 32;
export const MAX_ENDS_IN_REMOVAL = 64;
export const MAX_ENDS = 512;
/** Numbers in one hole. */
export const MAX_HOLE = 10_000;
export const MAX_RANGES = 1500;
export const MAX_SHRED_BLOBS = 500;
export const MAX_WANTED = 64;
export const MAX_DEPTH = 16;
