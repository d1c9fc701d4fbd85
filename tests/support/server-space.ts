/** What the server of `server.ts` has of one space, and what it does with the chain of it. */
import { createHash } from 'node:crypto';
import { auditEnvelopes } from '../../src/lib/crypto/epoch.ts';
import type { Bytes } from '../../src/lib/crypto/suite.ts';
import { bytesOf } from '../../src/lib/sync/bytes.ts';
import {
	readBody,
	readFrame,
	type ErrorCode,
	type MESSAGES,
	type PulledItem,
	type PushedItem,
	type SignedOperation
} from '../../src/lib/sync/protocol/index.ts';
import type { Proven } from '../../src/lib/sync/prove.ts';
import { primitives } from '../../src/lib/sync/space.ts';
import { reducedOf } from '../../src/lib/sync/stored.ts';
import { extend, isErased, keyOf, recipients, type Chain, type Key } from '../../src/lib/team/index.ts';

export type Path = keyof typeof MESSAGES;
export type Value = Record<string, unknown>;

interface Kept {
	no: number;
	item: PulledItem;
	proven: Proven;
}

export interface SpaceAtServer {
	ops: (SignedOperation & { list: Bytes | null })[];
	chain: Chain;
	items: Kept[];
	late: PushedItem[];
	next: number;
	blobs: Map<string, { parts: Map<number, Bytes>; done: boolean }>;
	packs: { statement: Bytes; sigs: Map<Key, Bytes> }[];
}

/** A hook that changes what comes, what goes, or answers itself. */
export interface Lies {
	/** Items that it refuses, with what; those of the same device behind one wait. */
	refuses?: (proven: Proven) => ErrorCode | null;
	/** Before the server sees it: an answer instead, `lost` for none at all, or nothing. */
	request?: (
		path: Path,
		request: Value,
		by: Key | null
	) => Value | 'lost' | undefined | Promise<Value | 'lost' | undefined>;
	/** After: another answer, or `lost`. */
	reply?: (
		path: Path,
		reply: Value,
		request: Value,
		by: Key | null
	) => Value | 'lost' | undefined | Promise<Value | 'lost' | undefined>;
	/** A part as it is given; `lost`: no answer, neither way. */
	part?: (blob: string, part: number, bytes: Bytes | null) => Bytes | 'lost' | null;
}

/** `forgetful`: erases what the chain erases. */
export async function append(
	space: SpaceAtServer,
	request: Value,
	forgetful: boolean,
	parent: Parameters<typeof extend>[3]
): Promise<Value> {
	const ops = (request['ops'] as [Bytes, Bytes, Bytes | null][]).map(([op, sig, list]) => ({ op, sig, list }));
	const prev = keyOf(request['prev'] as Bytes);
	const places = space.chain.at(-1)!.places;
	const hashes = await Promise.all(ops.map((op) => primitives.hash(op).then(keyOf)));
	const at = places.indexOf(prev) + 1;
	if (hashes.every((hash, i) => places[at + i] === hash)) return head(space);
	if (prev !== places.at(-1)) return refuse('head-moved');
	const { chain, stopped } = await extend(space.chain, ops, primitives, parent);
	if (stopped || chain.at(-1)!.due !== null) return refuse('bad-operation');
	for (const [i, { op, list }] of ops.entries()) {
		const frame = readFrame(op);
		if (typeof frame === 'string' || frame.type !== 'epoch') continue;
		const before = chain[space.ops.length + i - 1]!;
		const ids = recipients(before, keyOf(frame.by)).map(bytesOf);
		const epoch = chain[space.ops.length + i]!.epochs.at(-1)!;
		if (!list || !(await auditEnvelopes(list, epoch.envelopes, ids))) return refuse('bad-operation');
	}
	space.ops.push(...ops);
	space.chain = chain;
	if (forgetful) await erase(space);
	return head(space);
}

/** Case keys, contents and files that the chain has erased. */
export async function erase(space: SpaceAtServer): Promise<void> {
	const team = space.chain.at(-1)!;
	space.items = space.items.filter(({ proven }) => proven.kind !== 'key' || !team.shredded.has(proven.ref));
	for (const kept of space.items) {
		const { proven, item } = kept;
		if (proven.kind === 'entry' && item[0] === 0 && isErased(team, proven.device, proven.seq))
			kept.item = (await reducedOf(item))!;
	}
	for (const { op } of space.ops) {
		const frame = readFrame(op);
		const body = typeof frame === 'string' || frame.type !== 'shred' ? null : readBody('shred', frame.body);
		for (const blob of body?.blobs ?? []) space.blobs.delete(keyOf(blob));
	}
}

export const refuse = (error: ErrorCode): Value => ({ error, wait: null });
const head = (space: SpaceAtServer): Value => {
	const { places } = space.chain.at(-1)!;
	return { head: [places.length - 1, bytesOf(places.at(-1)!)] };
};
export const covers = (proven: Proven, seq: number): boolean =>
	proven.kind === 'entry' ? proven.seq === seq : proven.kind === 'hole' && proven.from <= seq && seq <= proven.to;
export const sha256 = (bytes: Uint8Array): Bytes => new Uint8Array(createHash('sha256').update(bytes).digest());
