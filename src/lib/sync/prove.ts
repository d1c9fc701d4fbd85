/** What must be computed before a pulled item can be judged (`believe.ts`): its hash, and whether its device signed it. */
import { parseEntry } from '../crypto/envelope.ts';
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
			const [headerBytes, , sig] = parsed.parts;
			return entryOf(team, headerBytes, parsed.ctHash, sig);
		}
		case 1:
		case 4:
			return entryOf(team, item[1], item[2], item[3]);
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

async function entryOf(team: Team, headerBytes: Bytes, ctHash: Bytes, sig: Bytes): Promise<Proven> {
	const header = readHeader(headerBytes);
	if (!header) return MALFORMED;
	const device = keyOf(header.device);
	const signer = team.devices.get(device)?.keys.sig;
	const [hash, genuine] = await Promise.all([
		sha256(headerBytes, ctHash, sig),
		signer ? sha256(headerBytes).then((header) => verify(signer, sig, framed(DOMAINS.entry, header, ctHash))) : false
	]);
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
