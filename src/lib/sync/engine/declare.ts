/** Declares the case keys that this device's entries use (`docs/protocol.md`, 5.1): before anything under them is sent. */
import { fromCbor } from '../../domain/cbor.ts';
import { parseEntry, openOuter } from '../../crypto/envelope.ts';
import { sha256, type Bytes } from '../../crypto/suite.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { compareBytes } from '../protocol/index.ts';
import type { StoreFailure } from './ports.ts';
import type { SpaceSync } from './space.ts';
import { declaredOf } from './case-keys.ts';
import { write, type Writing } from './write.ts';

/** In one entry; a body of a request has room for as many of the keys themselves. */
const MAX_KEYS = 500;
const BATCH = 128;

export async function declareKeys(space: SpaceSync, writing: Writing): Promise<Result<void, StoreFailure>> {
	const own = await space.store.own();
	if (!own.ok) return own;
	if (own.value.seq <= space.sync.declaredTo) return ok(undefined);
	return space.change(async (draft) => {
		const to = draft.own.seq;
		const used = await refsUsed(space, draft.sync.declaredTo + 1, to);
		if (!used.ok) return used;
		const keys: [Bytes, number, Bytes][] = [];
		for (const ref of used.value) {
			const declared = await declaredOf(space, draft, ref);
			if (!declared.ok) return declared;
			const stored = await space.store.caseKeys([ref]);
			if (!stored.ok) return stored;
			const wrapped = stored.value[0];
			const epoch = wrapped && epochOf(wrapped);
			if (declared.value || !wrapped || !epoch) continue;
			keys.push([bytesOf(ref), epoch, await sha256(wrapped)]);
		}
		keys.sort(([a], [b]) => compareBytes(a, b));
		for (let at = 0; at < keys.length; at += MAX_KEYS) {
			const some = keys.slice(at, at + MAX_KEYS);
			await write(space, draft, { kind: 'keys', caseId: null, keys: some }, null, writing);
			for (const key of some) draft.declared.set(keyOf(key[0]), { key, two: false });
		}
		const keysOut = [...draft.sync.keysOut, ...keys.map(([ref]) => keyOf(ref))];
		draft.sync = { ...draft.sync, keysOut, declaredTo: draft.own.seq };
		return ok(undefined);
	});
}

/** Which case keys the entries with these numbers are under. */
export async function refsUsed(
	space: SpaceSync,
	from: number,
	to: number
): Promise<Result<ReadonlySet<Key>, StoreFailure>> {
	const refs = new Set<Key>();
	for (let at = from; at <= to; at += BATCH) {
		const seqs = Array.from({ length: Math.min(BATCH, to - at + 1) }, (_, i) => ({ device: space.me, seq: at + i }));
		const items = await space.items(seqs);
		if (!items.ok) return items;
		for (const item of items.value) {
			const entry = item?.[0] === 0 ? await parseEntry(item[1]) : null;
			const key = entry && space.space.keys.get(entry.header.epoch);
			const inner = entry && key && (await openOuter(entry, key));
			if (inner?.ref) refs.add(keyOf(inner.ref));
		}
	}
	return ok(refs);
}

function epochOf(wrapped: Bytes): number | null {
	const value = fromCbor(wrapped);
	return Array.isArray(value) && typeof value[1] === 'number' ? value[1] : null;
}
