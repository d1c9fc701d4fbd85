/** What must be computed before a pulled item can be judged (`believe.ts`): its hash, and whether its device signed it. */
import { parseEntry, type EntryHeader, type ParsedEntry } from '../crypto/envelope.ts';
import { verifyHole } from '../crypto/statements.ts';
import { DOMAINS } from '../crypto/domains.ts';
import { framed, sha256, verify, type Bytes } from '../crypto/suite.ts';
import { fromCbor } from '../domain/cbor.ts';
import { z } from '../domain/zod.ts';
import { keyOf, type Key, type Team } from '../team/index.ts';
import { readHeader, readHole, type PulledItem } from './protocol/index.ts';
import type { PackedItem } from './stored.ts';

export interface ProvenEntry {
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
	/** Signed by the device that it names, with the key that the team has of it. */
	readonly genuine: boolean;
	/** As it was taken apart; not where its content was dropped. */
	readonly parsed?: ParsedEntry;
}

export interface ProvenHole {
	readonly kind: 'hole';
	readonly space: Key;
	readonly device: Key;
	readonly from: number;
	readonly to: number;
	/** Of the entry `to`. */
	readonly hash: Key;
	readonly genuine: boolean;
}

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

/** `team`: the newest known, whose devices are all that ever were. */
export async function prove(item: PulledItem | PackedItem, team: Team): Promise<Proven> {
	switch (item[0]) {
		case 0: {
			const parsed = await parseEntry(item[1]);
			if (!parsed) return MALFORMED;
			const { header, hash, headerHash, ctHash } = parsed;
			const device = keyOf(header.device);
			const genuine = await isGenuine(team, device, parsed.parts[2], headerHash, ctHash);
			const { n, hash: headHash } = header.membership;
			return { ...entryOf({ ...header, head: [n, headHash] }, device, hash, genuine), parsed };
		}
		case 1:
		case 4: {
			const [, headerBytes, ctHash, sig] = item;
			const header = readHeader(headerBytes);
			if (!header) return MALFORMED;
			const device = keyOf(header.device);
			const [hash, headerHash] = await Promise.all([sha256(headerBytes, ctHash, sig), sha256(headerBytes)]);
			return entryOf(header, device, hash, await isGenuine(team, device, sig, headerHash, ctHash));
		}
		case 2: {
			const parsed = CaseKey.safeParse(fromCbor(item[1]));
			if (!parsed.success) return MALFORMED;
			const [, epoch, ref] = parsed.data;
			return { kind: 'key', ref: keyOf(ref), epoch, hash: keyOf(await sha256(item[1])) };
		}
		case 3: {
			const hole = readHole(item[1]);
			if (!hole) return MALFORMED;
			const [device, to, hash] = hole.end;
			const signer = team.devices.get(keyOf(device))?.keys.sig;
			const genuine = signer !== undefined && (await verifyHole(signer, { bytes: item[1], sig: item[2] }));
			const place = { space: keyOf(hole.space), device: keyOf(device), from: hole.from, to };
			return { kind: 'hole', ...place, hash: keyOf(hash), genuine };
		}
	}
}

async function isGenuine(team: Team, device: Key, sig: Bytes, headerHash: Bytes, ctHash: Bytes): Promise<boolean> {
	const signer = team.devices.get(device)?.keys.sig;
	return signer !== undefined && verify(signer, sig, framed(DOMAINS.entry, headerHash, ctHash));
}

function entryOf(
	header: Omit<EntryHeader, 'membership' | 'length'> & { readonly head: readonly [number, Bytes] },
	device: Key,
	hash: Bytes,
	genuine: boolean
): ProvenEntry {
	const [n, headHash] = header.head;
	return {
		kind: 'entry',
		space: keyOf(header.space),
		device,
		seq: header.seq,
		prev: keyOf(header.prev),
		epoch: header.epoch,
		head: { n, hash: keyOf(headHash) },
		hash: keyOf(hash),
		genuine
	};
}
