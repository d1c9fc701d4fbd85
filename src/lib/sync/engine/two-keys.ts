/**
 * A case under whose name two keys were declared (`docs/protocol.md`, 5.1 and 10.5): what is under either is set aside on every phone.
 * An admin says it again, each entry that opens with one of them, under a new key and her own name; so that all read the same.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { compareHlc } from '../../journal/index.ts';
import { keyOf, roleOf, type Key } from '../../team/index.ts';
import { count } from '../believe.ts';
import { openFirst, openPacked, openPlaced } from '../open.ts';
import type { End } from '../protocol/index.ts';
import { identify } from '../prove.ts';
import { itemOf } from '../stored.ts';
import { isKeyOf } from './ahead.ts';
import type { Draft } from './draft.ts';
import type { StoreFailure } from './ports.ts';
import { sayAgain, type Said } from './restate.ts';
import type { SpaceSync } from './space.ts';
import type { Judged } from './judged.ts';
import { judgeAll } from './state.ts';
import type { Writing } from './write.ts';

/** A file keeps its key in the entry that was set aside: it is to be added anew. */
export async function restateTwoKeys(
	space: SpaceSync,
	ref: Key,
	writing: Writing
): Promise<Result<void, StoreFailure>> {
	return space.change(async (draft) => {
		const all = await judgeAll(space, draft);
		if (!all.ok) return all;
		const keys = await keysUnder(space, draft, ref);
		if (!keys.ok) return keys;
		const again = new Set<string>();
		const used = new Map<Key, Key>();
		for (const { counted, device, n, ref: under } of all.value) {
			if (counted.is !== 'counts') continue;
			const { content } = counted;
			// A worker's word for it would keep the entry from everybody.
			const byAdmin = roleOf(space.space.chain[n] ?? space.team, device) === 'admin';
			if (content.kind === 'restated' && content.said.of && byAdmin) again.add(nameOf(content.said.of));
			if (content.caseId && under) used.set(keyOf(content.caseId), under);
		}
		const said: Said[] = [];
		for (const entry of all.value) {
			if (entry.ref !== ref || entry.counted.is !== 'aside' || entry.counted.doubt !== 'two-keys') continue;
			if (again.has(`${entry.device}.${entry.seq}.${entry.hash}`)) continue;
			for (const wrapped of keys.value) {
				const one = await saidUnder(space, entry, ref, wrapped);
				// The case goes on under the key that others have taken for it, where there is one.
				if (one) said.push({ ...one, ref: used.get(keyOf(one.content.caseId ?? new Uint8Array())) ?? ref });
			}
		}
		said.sort((a, b) => compareHlc(a.content.hlc, b.content.hlc));
		const done = await sayAgain(space, draft, said, writing);
		if (!done.ok) return done;
		settle(space, draft, ref, writing.now());
		return ok(undefined);
	});
}

/** An admin has said something again: whether it is of such a case. */
export async function heardAgain(
	space: SpaceSync,
	draft: Draft,
	{ device, of, now }: { readonly device: Key; readonly of: End; readonly now: number }
): Promise<Result<void, StoreFailure>> {
	if (!space.openAlarms.some(({ kind }) => kind === 'two-keys') || roleOf(space.team, device) !== 'admin')
		return ok(undefined);
	const items = await space.items([{ device: keyOf(of[0]), seq: of[1] }], draft);
	if (!items.ok) return items;
	const proven = items.value[0] && (await identify(items.value[0]));
	const outer = proven?.kind === 'entry' ? await openFirst(proven.parsed ?? null, space) : null;
	if (outer?.ref) settle(space, draft, outer.ref, now);
	return ok(undefined);
}

function settle(space: SpaceSync, draft: Draft, ref: Key, now: number): void {
	space.settle(draft, 'two-keys', now, ({ about }) => about?.[0] === ref);
}

/** All that came under this name: the one that was taken for the declared one, and those that were not. */
async function keysUnder(space: SpaceSync, draft: Draft, ref: Key): Promise<Result<readonly Bytes[], StoreFailure>> {
	const stored = await space.store.caseKeys([ref]);
	if (!stored.ok) return stored;
	const others = draft.aside.all().flatMap(([, { item }]) => (item[0] === 2 && isKeyOf(ref, item[1]) ? [item[1]] : []));
	const all = new Map([...stored.value.flatMap((key) => key ?? []), ...others].map((key) => [keyOf(key), key]));
	return ok([...all.values()]);
}

async function saidUnder(space: SpaceSync, entry: Judged, ref: Key, wrapped: Bytes): Promise<Said | null> {
	const at = space.space.chain[entry.n];
	const item = itemOf(entry.raw);
	const keys = {
		space: space.space,
		team: space.team,
		keyOf: (name: Key) => Promise.resolve(name === ref ? { wrapped } : ('absent' as const))
	};
	const { opened } = item?.[0] === 4 ? await openPacked(item, keys) : await openPlaced(entry.raw, keys);
	const counted = at && count(at, entry.device, opened);
	const { device, seq, hash } = entry;
	return counted?.is === 'counts' ? { device, seq, hash, ref, content: counted.content } : null;
}

function nameOf([device, seq, hash]: End): string {
	return `${keyOf(device)}.${seq}.${keyOf(hash)}`;
}
