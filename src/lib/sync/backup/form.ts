/**
 * What a backup holds (`docs/formats.md`, "Backup file"), as CBOR values one after the other:
 *
 *     [0, made: ms, expires: ms, app, home: space, device, erased: [[space, case] …]]
 *     for each space, a circle after its home:
 *         [1, space, [[operation, signature] …], [[epoch, key] …]]
 *         [2, case key] …
 *         [3, entry, or what stands in its place] …
 *
 * No private key of a device is in it. Nothing here is believed yet.
 */
import { concat, type Bytes } from '../../crypto/suite.ts';
import type { SignedOp } from '../../crypto/space.ts';
import { Redacted, reveal } from '../../crypto/redacted.ts';
import { fromCborSequence, toCbor } from '../../domain/cbor.ts';
import { z } from '../../domain/zod.ts';
import type { EpochKeys } from '../space.ts';
import { itemOf, type PlacedItem } from '../stored.ts';

const MAX_COUNT = 2 ** 48;
const MAX_ITEM = 256 * 1024;
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const upTo = (most: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= most);
const id = bytes(16);
const count = z.int().check(z.minimum(0), z.maximum(MAX_COUNT));

const Head = z.tuple([
	z.literal(0),
	count,
	count,
	z.string().check(z.maxLength(20)),
	id,
	id,
	z.array(z.tuple([id, id]))
]);
const SpacePart = z.tuple([
	z.literal(1),
	id,
	z.array(z.tuple([upTo(MAX_ITEM), bytes(64)])).check(z.minLength(1)),
	z.array(z.tuple([count, bytes(32)]))
]);
const KeyPart = z.tuple([z.literal(2), upTo(MAX_ITEM)]);
const EntryPart = z.tuple([z.literal(3), upTo(MAX_ITEM)]);

export interface BackupHead {
	/** Milliseconds since 1970, by the clock of the phone that made it. */
	readonly made: number;
	readonly expires: number;
	readonly app: string;
	/** The space in which that phone writes new cases. */
	readonly home: Bytes;
	/** That has made and signed it, in that space. */
	readonly device: Bytes;
	/** Cases that were erased there, in which space. */
	readonly erased: readonly (readonly [space: Bytes, caseId: Bytes])[];
}

export interface BackedSpace {
	readonly space: Bytes;
	readonly ops: readonly SignedOp[];
	readonly epochs: EpochKeys;
	readonly caseKeys: readonly Bytes[];
	readonly items: readonly PlacedItem[];
}

export interface BackupBody extends BackupHead {
	readonly spaces: readonly BackedSpace[];
}

export function encodeHead({ made, expires, app, home, device, erased }: BackupHead): Bytes {
	return toCbor([0, made, expires, app, home, device, erased.map((pair) => [...pair])]);
}

/** Holds keys: to be sealed at once, and wiped. */
export function encodeSpace(space: Uint8Array, ops: readonly SignedOp[], epochs: EpochKeys): Bytes {
	return toCbor([1, space, ops.map(({ op, sig }) => [op, sig]), epochs.map(([n, key]) => [n, reveal(key)])]);
}

export const encodeKey = (wrapped: Bytes): Bytes => toCbor([2, wrapped]);
export const encodeStored = (stored: Bytes): Bytes => toCbor([3, stored]);
export const joined = (parts: readonly Bytes[]): Bytes => concat(...parts);

/** `null` where the bytes are not this form, to the last one. */
export function readBody(body: Bytes): BackupBody | null {
	const values = fromCborSequence(body);
	const head = Head.safeParse(values?.[0]);
	if (!values || !head.success) return null;
	const [, made, expires, app, home, device, erased] = head.data;
	const spaces: (BackedSpace & { readonly caseKeys: Bytes[]; readonly items: PlacedItem[] })[] = [];
	for (const value of values.slice(1)) {
		const [begun, key, entry] = [SpacePart.safeParse(value), KeyPart.safeParse(value), EntryPart.safeParse(value)];
		const current = spaces.at(-1);
		if (begun.success) {
			const [, space, ops, epochs] = begun.data;
			spaces.push({
				space,
				ops: ops.map(([op, sig]) => ({ op, sig })),
				epochs: epochs.map(([number, raw]) => [number, new Redacted(raw)]),
				caseKeys: [],
				items: []
			});
		} else if (key.success && current) current.caseKeys.push(key.data[1]);
		else if (entry.success && current) {
			const item = itemOf(entry.data[1]);
			if (!item) return null;
			current.items.push(item);
		} else return null;
	}
	return { made, expires, app, home, device, erased, spaces };
}
