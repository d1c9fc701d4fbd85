/**
 * What was pushed, read and proven before any transaction. A signature costs more than storing what it is for, so it is looked
 * at where nothing else says the same: an entry's hash covers its signature, and the next entry of the device names that hash, so
 * the last signature of a run vouches for those before. Whoever has not the device's key gets nothing past it.
 */
import type { Bytes } from '../../domain/cbor.ts';
import {
	MAX_COUNT,
	readCaseKey,
	readEntry,
	readHole,
	sameBytes,
	type ErrorCode,
	type PushedItem
} from '../../sync/protocol/index.ts';
import { keyOf, type Key, type Team } from '../../team/index.ts';
import { DOMAINS, isSigned, sha256 } from '../verify.ts';

interface OfDevice {
	readonly device: Bytes;
	readonly key: Key;
	readonly sig: Bytes;
	readonly header: Bytes;
	/** Of the entry, or of the last one that will not come. */
	readonly hash: Bytes;
	readonly from: number;
	readonly seq: number;
}
export interface SentEntry extends OfDevice {
	readonly kind: 'entry';
	readonly prev: Bytes;
	/** The operation that it names. */
	readonly head: readonly [n: number, hash: Bytes];
	readonly ct: Bytes;
	readonly ctHash: Bytes;
}
export interface SentHole extends OfDevice {
	readonly kind: 'hole';
}
export interface SentKey {
	readonly kind: 'key';
	readonly ref: Bytes;
	readonly bytes: Bytes;
	readonly hash: Bytes;
}
export interface Refused {
	readonly kind: 'refused';
	readonly why: ErrorCode;
	/** Whose later items wait for it, where that is known. */
	readonly key: Key | null;
}
export type Sent = SentEntry | SentHole | SentKey | Refused;

const refused = (why: ErrorCode, key: Key | null = null): Refused => ({ kind: 'refused', why, key });

export async function readSent(items: readonly PushedItem[], space: Bytes, team: Team): Promise<readonly Sent[]> {
	const read = items.map((item) => readItem(item, space));
	const genuine = await provenAmong(read, team);
	return read.map((item, i) => {
		if (item.kind !== 'entry' && item.kind !== 'hole') return item;
		if (!team.devices.has(item.key)) return refused('not-member', item.key);
		return genuine.has(i) ? item : refused('bad-proof', item.key);
	});
}

function readItem(item: PushedItem, space: Bytes): Sent {
	switch (item[0]) {
		case 0:
			return readSentEntry(item[1], space);
		case 2: {
			const found = readCaseKey(item[1]);
			return found ? { kind: 'key', ref: found.ref, bytes: item[1], hash: sha256(item[1]) } : refused('malformed');
		}
		case 3: {
			const hole = readHole(item[1]);
			if (!hole || !sameBytes(hole.space, space) || hole.end[1] >= MAX_COUNT) return refused('malformed');
			const [device, seq, hash] = hole.end;
			return { kind: 'hole', device, key: keyOf(device), sig: item[2], header: item[1], hash, from: hole.from, seq };
		}
	}
}

function readSentEntry(raw: Bytes, space: Bytes): Sent {
	const parts = readEntry(raw);
	if (!parts || !sameBytes(parts.header.space, space)) return refused('malformed');
	const { header, headerBytes, ct, sig } = parts;
	const { device, seq, prev, head } = header;
	const ctHash = sha256(ct);
	return {
		kind: 'entry',
		device,
		key: keyOf(device),
		sig,
		header: headerBytes,
		hash: sha256(headerBytes, ctHash, sig),
		from: seq,
		seq,
		prev,
		head,
		ct,
		ctHash
	};
}

/** Places of what the devices that it names have said. */
async function provenAmong(read: readonly Sent[], team: Team): Promise<ReadonlySet<number>> {
	const runs = new Map<Key, number[]>();
	read.forEach((item, i) => {
		if (item.kind !== 'entry' && item.kind !== 'hole') return;
		const run = runs.get(item.key);
		if (run) run.push(i);
		else runs.set(item.key, [i]);
	});
	const proven = new Set<number>();
	await Promise.all(
		[...runs].map(async ([device, run]) => {
			const signer = team.devices.get(device)?.keys.sig;
			if (!signer) return;
			let vouched: Bytes | null = null;
			for (const i of run.reverse()) {
				const item = read[i];
				if (item?.kind === 'entry') {
					const named: boolean = vouched !== null && sameBytes(item.hash, vouched);
					const holds: boolean =
						named || (await isSigned(signer, item.sig, DOMAINS.entry, sha256(item.header), item.ctHash));
					vouched = holds ? item.prev : null;
					if (holds) proven.add(i);
				} else if (item?.kind === 'hole' && (await isSigned(signer, item.sig, DOMAINS.lost, item.header)))
					proven.add(i);
			}
		})
	);
	return proven;
}
