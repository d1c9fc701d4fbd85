/**
 * Work of this device taken out of it as a file, for where no server takes it (`docs/protocol.md`, 9.3): the items that it would
 * push, sealed as they are, and nothing else.
 *
 *     file = CBOR [1, space, [item …]]        item = [0, entry] | [2, case key]
 */
import { fromCbor, toCbor, type Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { z } from '../../domain/zod.ts';
import { PushedItem, sameBytes } from '../protocol/index.ts';
import { CARRIED, inState, type ItemState } from '../states/outbox.ts';
import { refsUsed } from './declare.ts';
import type { StoreFailure } from './ports.ts';
import type { SpaceSync } from './space.ts';

const VERSION = 1;
const File = z.tuple([
	z.literal(VERSION),
	z.custom<Bytes>((value) => value instanceof Uint8Array),
	z.array(PushedItem)
]);

export async function carryOut(space: SpaceSync): Promise<Result<Bytes, StoreFailure>> {
	const items = await carriedItems(space);
	return items.ok ? ok(toCbor([VERSION, space.space.id, items.value])) : items;
}

/** `more`: states besides, for what does not leave the phone. */
export async function carriedItems(
	space: SpaceSync,
	more: readonly ItemState[] = []
): Promise<Result<readonly PushedItem[], StoreFailure>> {
	const own = await space.store.own();
	if (!own.ok) return own;
	const items: PushedItem[] = [];
	for (const { from, to } of inState(space.sync.outbox, [...CARRIED, ...more], own.value.seq)) {
		const refs = await refsUsed(space, from, to);
		if (!refs.ok) return refs;
		const keys = await space.store.caseKeys([...refs.value]);
		if (!keys.ok) return keys;
		items.push(...keys.value.flatMap((wrapped): PushedItem[] => (wrapped ? [[2, wrapped]] : [])));
		const seqs = Array.from({ length: to - from + 1 }, (_, i) => ({ device: space.me, seq: from + i }));
		const found = await space.items(seqs);
		if (!found.ok) return found;
		items.push(...found.value.flatMap((item): PushedItem[] => (item?.[0] === 0 ? [item] : [])));
	}
	return ok(items);
}

/** `null`: not such a file, or of another team. */
export function readCarried(space: SpaceSync, file: Bytes): readonly PushedItem[] | null {
	const parsed = File.safeParse(fromCbor(file));
	return parsed.success && sameBytes(parsed.data[1], space.space.id) ? parsed.data[2] : null;
}
