/** Where the parts of files are kept: each written once under a name that says what is in it, never changed. */
import type { Bytes } from '../../domain/cbor.ts';

export interface PartName {
	readonly space: Bytes;
	readonly blob: Bytes;
	readonly part: number;
	/** SHA-256 of its bytes. */
	readonly hash: Bytes;
}

export interface BlobStore {
	/** Done when the bytes are safe. */
	put(name: PartName, bytes: Uint8Array): Promise<void>;
	/** `null` where there is none. */
	get(name: PartName): Promise<Bytes | null>;
	/** Everything of a blob. */
	remove(space: Bytes, blob: Bytes): Promise<void>;
}

const text = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url');

export const folderOf = (space: Bytes, blob: Bytes): string => `${text(space)}/${text(blob)}`;
export const fileOf = ({ part, hash }: PartName): string => `${part}-${text(hash)}`;
