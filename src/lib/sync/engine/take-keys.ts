/**
 * Keys of cases, and what declares them, as a pull brings them (`docs/protocol.md`, 5.4): a key is taken only where it is the declared
 * one, and waits for that; a second declaration is an alarm.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf } from '../../team/index.ts';
import type { PulledItem } from '../protocol/index.ts';
import { prove, type ProvenKey } from '../prove.ts';
import { declaredOf } from './case-keys.ts';
import type { Declared, StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

type Done = Promise<Result<void, StoreFailure>>;

interface CameKey {
	readonly proven: ProvenKey;
	readonly item: PulledItem;
	/** Number of the row in which it waited. */
	readonly held: number | null;
	/** What is stored of its declaration. */
	readonly stored: Declared | null;
}

/** All that one entry declares. */
export async function takeDeclared(
	space: SpaceSync,
	draft: Draft,
	keys: readonly Declared['key'][],
	raw: Bytes,
	now: number
): Done {
	// At once: an entry may declare hundreds.
	const known = await Promise.all(keys.map(([ref]) => declaredOf(space, draft, keyOf(ref))));
	for (const [i, key] of keys.entries()) {
		const found = known[i];
		if (found && !found.ok) return found;
		await takeOne(space, draft, { key, before: found?.value ?? null, raw }, now);
	}
	return ok(undefined);
}

interface Declaring {
	readonly key: Declared['key'];
	/** What was declared under the same reference by then. */
	readonly before: Declared | null;
	readonly raw: Bytes;
}

async function takeOne(space: SpaceSync, draft: Draft, { key, before, raw }: Declaring, now: number): Promise<void> {
	const ref = keyOf(key[0]);
	const same = before && before.key[1] === key[1] && keyOf(before.key[2]) === keyOf(key[2]);
	if (before && !same) {
		draft.declared.set(ref, { key: before.key, two: true });
		space.alarm(draft, 'two-keys', [raw], now, [ref, 0]);
	} else if (!before) draft.declared.set(ref, { key, two: false });
	if (before) return;
	for (const [no, { item }] of draft.aside.keysOf(ref)) {
		const proven = await prove(item, space.team);
		if (proven.kind !== 'key') continue;
		takeKey(space, draft, { proven, item, held: no, stored: before }, now);
	}
}

export function takeKey(space: SpaceSync, draft: Draft, { proven, item, held, stored }: CameKey, now: number): void {
	const drafted = draft.declared.get(proven.ref);
	const declared = drafted === undefined ? stored : drafted;
	if (!declared) {
		if (held === null) space.setAside(draft, 'key', item, now);
		return;
	}
	if (held !== null) draft.aside.set(held, null);
	const [, epoch, hash] = declared.key;
	if (epoch !== proven.epoch || keyOf(hash) !== proven.hash) {
		space.setAside(draft, 'forged', item, now);
		return;
	}
	draft.sync = { ...draft.sync, keysOut: draft.sync.keysOut.filter((ref) => ref !== proven.ref) };
	space.keysOffered.delete(proven.ref);
	if (!space.team.shredded.has(proven.ref)) draft.caseKeys.set(proven.ref, item[1]);
}
