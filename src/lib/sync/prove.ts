/** What must be computed before a pulled item can be judged (`believe.ts`): its hash, and whether its device signed it. */
import { parseEntry, type EntryHeader, type ParsedEntry } from '../crypto/envelope.ts';
import { verifyHole } from '../crypto/statements.ts';
import { DOMAINS } from '../crypto/domains.ts';
import { framed, sha256, verify, type Bytes } from '../crypto/suite.ts';
import { fromCbor } from '../domain/cbor.ts';
import { z } from '../domain/zod.ts';
import { keyOf, type Key, type Team } from '../team/index.ts';
import { readHeader, readHole, type PulledItem } from './protocol/index.ts';
import type { PackedItem, PlacedItem } from './stored.ts';

export interface PlacedEntry {
	readonly kind: 'entry';
	readonly space: Key;
	readonly device: Key;
	readonly seq: number;
	/** Hash of the device's entry before. */
	readonly prev: Key;
	readonly epoch: number;
	/** The operation that it names. */
	readonly head: { readonly n: number; readonly hash: Key };
	readonly hash: Key;
	/** As it was taken apart; not where its content was dropped. */
	readonly parsed?: ParsedEntry;
}

export interface PlacedHole {
	readonly kind: 'hole';
	readonly space: Key;
	readonly device: Key;
	readonly from: number;
	readonly to: number;
	/** Of the entry `to`. */
	readonly hash: Key;
}

interface Signed {
	/** By the device that it names, with the key that the team has of it. */
	readonly genuine: boolean;
}
export type ProvenEntry = PlacedEntry & Signed;
export type ProvenHole = PlacedHole & Signed;

export interface ProvenKey {
	readonly kind: 'key';
	readonly ref: Key;
	readonly epoch: number;
	/** SHA-256 of its bytes. */
	readonly hash: Key;
}

export type Proven = ProvenEntry | ProvenHole | ProvenKey | { readonly kind: 'malformed' };

const MALFORMED: Proven = { kind: 'malformed' };
const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
/** `docs/formats.md`, "Case key". */
const CaseKey = z.tuple([z.literal(1), z.int().check(z.minimum(1)), bytes(16), bytes(12), bytes(64)]);

/** What an item that has its place here is: who signed it was looked at when it came, and nobody else writes the rows of a vault. */
export async function identify(item: PlacedItem): Promise<PlacedEntry | PlacedHole | null> {
	switch (item[0]) {
		case 0: {
			const parsed = await parseEntry(item[1]);
			if (!parsed) return null;
			const { n, hash } = parsed.header.membership;
			return { ...entryOf({ ...parsed.header, head: [n, hash] }, parsed.hash), parsed };
		}
		case 1:
		case 4: {
			const [, headerBytes, ctHash, sig] = item;
			const header = readHeader(headerBytes);
			return header && entryOf(header, await sha256(headerBytes, ctHash, sig));
		}
		case 3: {
			const hole = readHole(item[1]);
			if (!hole) return null;
			const [device, to, hash] = hole.end;
			const place = { space: keyOf(hole.space), device: keyOf(device), from: hole.from, to };
			return { kind: 'hole', ...place, hash: keyOf(hash) };
		}
	}
}

/** `team`: the newest known, whose devices are all that ever were. */
export async function prove(item: PulledItem | PackedItem, team: Team): Promise<Proven> {
	if (item[0] === 2) {
		const parsed = CaseKey.safeParse(fromCbor(item[1]));
		if (!parsed.success) return MALFORMED;
		const [, epoch, ref] = parsed.data;
		return { kind: 'key', ref: keyOf(ref), epoch, hash: keyOf(await sha256(item[1])) };
	}
	const placed = await identify(item);
	if (!placed) return MALFORMED;
	const signer = team.devices.get(placed.device)?.keys.sig;
	return { ...placed, genuine: signer !== undefined && (await isSignedBy(signer, item, placed)) };
}

async function isSignedBy(signer: Bytes, item: PlacedItem, placed: PlacedEntry | PlacedHole): Promise<boolean> {
	if (item[0] === 3) return verifyHole(signer, { bytes: item[1], sig: item[2] });
	if (item[0] !== 0) return verify(signer, item[3], framed(DOMAINS.entry, await sha256(item[1]), item[2]));
	const { parsed } = placed as PlacedEntry;
	return (
		parsed !== undefined && verify(signer, parsed.parts[2], framed(DOMAINS.entry, parsed.headerHash, parsed.ctHash))
	);
}

function entryOf(
	header: Omit<EntryHeader, 'membership' | 'length'> & { readonly head: readonly [number, Bytes] },
	hash: Bytes
): PlacedEntry {
	const [n, headHash] = header.head;
	return {
		kind: 'entry',
		space: keyOf(header.space),
		device: keyOf(header.device),
		seq: header.seq,
		prev: keyOf(header.prev),
		epoch: header.epoch,
		head: { n, hash: keyOf(headHash) },
		hash: keyOf(hash)
	};
}
