/** An entry as it was judged. */
import type { Bytes } from '../../domain/cbor.ts';
import type { Key } from '../../team/index.ts';
import type { Counted } from '../believe.ts';

export interface Judged {
	readonly device: Key;
	readonly seq: number;
	readonly hash: Key;
	/** Hash of the device's entry before. */
	readonly prev: Key;
	readonly ref: Key | null;
	readonly raw: Bytes;
	readonly counted: Counted;
	/** Place of the membership that it names. */
	readonly n: number;
}

/** One that counted as it came. */
export interface HeardEntry extends Judged {
	readonly epoch: number;
	readonly head: { readonly n: number; readonly hash: Key };
}

/** Those that counted as they came and are still in memory. */
export interface Remembered {
	/** Of a device, from one number to another, if all of them are; `before`: hash and newest place of the one before, where known. */
	run(
		device: Key,
		range: readonly [from: number, to: number],
		before: { readonly hash: Key | null; readonly n: number }
	): readonly Judged[] | null;
}
