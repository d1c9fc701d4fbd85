/** The keys of cases as a space has them: what was declared, what is here, and entries opened with them (`docs/protocol.md`, 5.1). */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Key } from '../../team/index.ts';
import { openPacked, openPlaced, type Keys, type KeyState, type OpenedEntry } from '../open.ts';
import type { PackedItem } from '../stored.ts';
import type { Declared, StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

/** A space, as far as opening goes. */
export type Openable = Pick<SpaceSync, 'store' | 'space' | 'team'>;

/** Opens an entry, with the keys that are here or came `besides`; a failure of the store is told apart from a key that is not here. */
export async function openEntry(
	space: Openable,
	draft: Draft | null,
	raw: Bytes | PackedItem,
	at: Omit<Keys, 'keyOf'> = { space: space.space, team: space.team },
	besides: ReadonlyMap<Key, Bytes> = new Map()
): Promise<Result<OpenedEntry, StoreFailure>> {
	let failure: Result<never, StoreFailure> | null = null;
	const keyOf = async (ref: Key) => {
		const state = await keyState(space, draft, ref);
		if (!state.ok) failure = state;
		const wrapped = besides.get(ref);
		if (state.ok && state.value === 'absent' && wrapped) return { wrapped };
		return state.ok ? state.value : 'absent';
	};
	const keys = { ...at, keyOf };
	const opened = raw instanceof Uint8Array ? await openPlaced(raw, keys) : await openPacked(raw, keys);
	return failure ?? ok(opened);
}

export async function declaredOf(
	space: Pick<Openable, 'store'>,
	draft: Draft | null,
	ref: Key
): Promise<Result<Declared | null, StoreFailure>> {
	const drafted = draft?.declared.get(ref);
	if (drafted !== undefined) return ok(drafted);
	const stored = await once(draft?.read.declared, ref, () => space.store.declared([ref]));
	return stored.ok ? ok(stored.value[0] ?? null) : stored;
}

function once<T>(known: Map<Key, T> | undefined, ref: Key, read: () => T): T {
	const found = known?.get(ref) ?? read();
	known?.set(ref, found);
	return found;
}

/** A case key is used only if it is the declared one. */
export async function keyState(
	space: Pick<Openable, 'store'>,
	draft: Draft | null,
	ref: Key
): Promise<Result<KeyState, StoreFailure>> {
	const declared = await declaredOf(space, draft, ref);
	if (!declared.ok) return declared;
	if (declared.value?.two) return ok('two');
	const stored = draft?.caseKeys.has(ref)
		? ok([draft.caseKeys.get(ref) ?? null])
		: await once(draft?.read.caseKeys, ref, () => space.store.caseKeys([ref]));
	if (!stored.ok) return stored;
	const wrapped = stored.value[0];
	// A key in our own rows is one that we made, or that was the declared one when it came.
	return ok(wrapped ? { wrapped } : 'absent');
}

/** Keys of cases that count no more: erased, or declared twice. */
export function deadRefs({ team, alarms }: Pick<SpaceSync, 'team' | 'alarms'>): ReadonlySet<Key> {
	const twice = [...alarms.values()].flatMap(({ kind, about }) => (kind === 'two-keys' && about ? [about[0]] : []));
	return new Set([...team.shredded.keys(), ...twice]);
}
