/**
 * What a batch of pulled items needs of cryptography, done for many at once before they are judged one by one: a browser does
 * that on its other processors. Nothing is decided here.
 */
import type { Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key, type Team } from '../../team/index.ts';
import { openFirst, openSecond, type OpenedEntry, type OuterOpened } from '../open.ts';
import { readCaseKey, type PulledItem } from '../protocol/index.ts';
import { prove, type Proven, type ProvenEntry } from '../prove.ts';
import { declaredOf, keyState } from './case-keys.ts';
import type { Declared, StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';

const AT_ONCE = 256;

export interface Proving {
	readonly item: PulledItem;
	readonly proven: Proven;
	/** Of an entry, as far as it opens without the key of its case; what no member has signed is not worth it. */
	readonly outer: OpenedEntry | OuterOpened | null;
	/** Of a case key, what is stored of its declaration. */
	readonly declared: Result<Declared | null, StoreFailure>;
}

export async function* proveAll(space: SpaceSync, items: readonly PulledItem[]): AsyncGenerator<Proving> {
	for (let at = 0; at < items.length; at += AT_ONCE) {
		const some = items.slice(at, at + AT_ONCE).map(async (item) => {
			const proven = await prove(item, space.team);
			const [outer, declared] = await Promise.all([outerOf(space, proven), storedDeclaration(space, proven)]);
			return { item, proven, outer, declared };
		});
		yield* await Promise.all(some);
	}
}

async function outerOf(space: SpaceSync, proven: Proven): Promise<Proving['outer']> {
	return proven.kind === 'entry' && proven.genuine && proven.parsed ? openFirst(proven.parsed, space) : null;
}

/** What is stored of the declaration of a case key. */
export function storedDeclaration(space: SpaceSync, proven: Proven): Promise<Proving['declared']> {
	return proven.kind === 'key' ? declaredOf(space, null, proven.ref) : Promise.resolve(ok(null));
}

/** What an entry says of a case, not opened yet. */
export interface OfCase {
	/** The team that it names. */
	readonly at: Team;
	readonly outer: OuterOpened;
	readonly entry: ProvenEntry;
	readonly item: [0, Bytes];
}

/** The same, opened with the keys that are here by now. */
export async function openCases(
	space: SpaceSync,
	draft: Draft,
	waiting: readonly OfCase[]
): Promise<Result<readonly (OfCase & { readonly opening: OpenedEntry })[], StoreFailure>> {
	const states = new Map<Key, ReturnType<typeof keyState>>();
	const stateOf = (ref: Key) => {
		const known = states.get(ref) ?? keyState(space, draft, ref);
		states.set(ref, known);
		return known;
	};
	const opened: (OfCase & { readonly opening: OpenedEntry })[] = [];
	for (let at = 0; at < waiting.length; at += AT_ONCE) {
		const some = waiting.slice(at, at + AT_ONCE).map(async (one) => {
			const state = await stateOf(one.outer.ref);
			return state.ok ? ok({ ...one, opening: await openSecond(one.outer, space.space, state.value) }) : state;
		});
		for (const one of await Promise.all(some)) {
			if (!one.ok) return one;
			opened.push(one.value);
		}
	}
	return ok(opened);
}

/** Whether these bytes are a case key that goes by this reference. */
export function isKeyOf(ref: Key, caseKey: Bytes): boolean {
	const read = readCaseKey(caseKey);
	return read !== null && keyOf(read.ref) === ref;
}
