/**
 * Keys of cases, and what declares them, as a pull brings them (`docs/protocol.md`, 5.4): a key is taken only where it is the declared
 * one, and waits for that; a second declaration is an alarm.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf } from '../../team/index.ts';
import type { PulledItem } from '../protocol/index.ts';
import { prove, type ProvenKey } from '../prove.ts';
import { isKeyOf } from './ahead.ts';
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
}

export async function takeDeclared(
	space: SpaceSync,
	draft: Draft,
	key: Declared['key'],
	raw: Bytes,
	now: number
): Done {
	const ref = keyOf(key[0]);
	const known = await declaredOf(space, draft, ref);
	if (!known.ok) return known;
	const before = known.value;
	const same = before && before.key[1] === key[1] && keyOf(before.key[2]) === keyOf(key[2]);
	if (before && !same) {
		draft.declared.set(ref, { key: before.key, two: true });
		space.alarm(draft, 'two-keys', [raw], now, [ref, 0]);
	} else if (!before) draft.declared.set(ref, { key, two: false });
	if (before) return ok(undefined);
	// A key that came before its declaration.
	for (const [no, { reason, item }] of space.asides(draft)) {
		if (reason !== 'key' || !isKeyOf(ref, item[1])) continue;
		const proven = await prove(item, space.team);
		if (proven.kind !== 'key') continue;
		const taken = await takeKey(space, draft, { proven, item, held: no }, now);
		if (!taken.ok) return taken;
	}
	return ok(undefined);
}

export async function takeKey(space: SpaceSync, draft: Draft, { proven, item, held }: CameKey, now: number): Done {
	const declared = await declaredOf(space, draft, proven.ref);
	if (!declared.ok) return declared;
	if (!declared.value) {
		if (held === null) space.setAside(draft, 'key', item, now);
		return ok(undefined);
	}
	if (held !== null) draft.aside.set(held, null);
	const [, epoch, hash] = declared.value.key;
	if (epoch !== proven.epoch || keyOf(hash) !== proven.hash) {
		space.setAside(draft, 'forged', item, now);
		return ok(undefined);
	}
	draft.sync = { ...draft.sync, keysOut: draft.sync.keysOut.filter((ref) => ref !== proven.ref) };
	space.keysOffered.delete(proven.ref);
	if (!space.team.shredded.has(proven.ref)) draft.caseKeys.set(proven.ref, item[1]);
	return ok(undefined);
}
