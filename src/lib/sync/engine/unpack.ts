/**
 * Reads a pack (`docs/protocol.md`, 9.5): takes it apart, holds it against what is here, and puts what it says in the place of contents
 * that the server does not have any more. Nothing is believed of it but what the entries that are here already prove, and what
 * members who stand have signed.
 */
import { openCaseKey, type CaseKey } from '../../crypto/case-key.ts';
import { CaseChunk, openChunk, readSpaceChunk, SpaceChunk, type PackedContent } from '../../crypto/pack.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import type { Bytes } from '../../crypto/suite.ts';
import { fromCbor, fromCborSequence, toCbor } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { readHeader, readHole, sameBytes, type End } from '../protocol/index.ts';
import { identify } from '../prove.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import { keyState } from './case-keys.ts';
import type { Draft } from './draft.ts';
import type { StoreFailure } from './ports.ts';
import { placeOf, type SpaceSync } from './space.ts';
import type { Filled } from './state.ts';

/** Rows read at once. */
export const BATCH = 128;

type Done<T> = Promise<Result<T, StoreFailure>>;
/** What an entry says, under which case's key; `null` where its contents are not to be had by anybody. */
export interface Said {
	readonly ref: Key | null;
	readonly content: Bytes;
}
/** Opened once each. */
export class CaseKeys {
	readonly #space: SpaceSync;
	readonly #draft: Draft | null;
	readonly #known = new Map<Key, Done<CaseKey | null>>();

	constructor(space: SpaceSync, draft: Draft | null = null) {
		this.#space = space;
		this.#draft = draft;
	}

	of(ref: Key): Done<CaseKey | null> {
		const known = this.#known.get(ref) ?? this.#open(ref);
		this.#known.set(ref, known);
		return known;
	}

	async #open(ref: Key): Done<CaseKey | null> {
		const state = await keyState(this.#space, this.#draft, ref);
		if (!state.ok) return state;
		const { space } = this.#space;
		const wrapped = typeof state.value === 'object' ? state.value.wrapped : null;
		return ok(wrapped && (await openCaseKey((number) => epochKeyOf(space, number), space.id, wrapped)));
	}
}

interface Unpacked {
	readonly lines: readonly (readonly unknown[])[];
	readonly ofSpace: readonly SpaceChunk[];
	readonly ofCases: readonly CaseChunk[];
}

export function unpack(bytes: Bytes): Unpacked | null {
	const values = fromCborSequence(bytes);
	if (!values) return null;
	const unpacked = { lines: [] as (readonly unknown[])[], ofSpace: [] as SpaceChunk[], ofCases: [] as CaseChunk[] };
	for (const value of values) {
		const [space, ofCase] = [SpaceChunk.safeParse(value), CaseChunk.safeParse(value)];
		if (space.success) unpacked.ofSpace.push(space.data);
		else if (ofCase.success) unpacked.ofCases.push(ofCase.data);
		else if (Array.isArray(value) && (value[0] === 0 || value[0] === 3)) unpacked.lines.push(value);
		else return null;
	}
	return unpacked;
}

/** Contents by place; chunks of cases that are erased, or whose key is not here, are left out. `null`: what opens is none. */
export async function contentsOf(
	space: SpaceSync,
	draft: Draft | null,
	{ ofSpace, ofCases }: Pick<Unpacked, 'ofSpace' | 'ofCases'>
): Done<ReadonlyMap<string, Said & { readonly caseId: Bytes | null }> | null> {
	const keys = new CaseKeys(space, draft);
	const contents = new Map<string, Said & { readonly caseId: Bytes | null }>();
	const take = (key: CaseKey | null, some: readonly PackedContent[] | null) => {
		const of = { ref: key && keyOf(key.ref), caseId: key && key.caseId };
		for (const [device, seq, content] of some ?? []) contents.set(placeOf(keyOf(device), seq), { ...of, content });
		return some !== null;
	};
	for (const chunk of ofSpace) if (!take(null, readSpaceChunk(chunk))) return ok(null);
	for (let at = 0; at < ofCases.length; at += BATCH) {
		const opening = ofCases.slice(at, at + BATCH).map((chunk) => openOfCase(space, keys, chunk));
		for (const one of await Promise.all(opening)) {
			if (!one.ok) return one;
			if (one.value && !take(one.value.key, one.value.some)) return ok(null);
		}
	}
	return ok(contents);
}

/** `null`: erased, or of a key that is not here. */
async function openOfCase(
	space: SpaceSync,
	keys: CaseKeys,
	chunk: CaseChunk
): Done<{ readonly key: CaseKey; readonly some: readonly PackedContent[] | null } | null> {
	const ref = keyOf(chunk[1]);
	if (space.team.shredded.has(ref)) return ok(null);
	const key = await keys.of(ref);
	if (!key.ok || !key.value) return key.ok ? ok(null) : key;
	return ok({ key: key.value, some: await openChunk(key.value, space.space.id, chunk) });
}

/** A pack taken apart and held against the entries that are here. */
export interface OpenedPack {
	readonly unpacked: Unpacked;
	/** Those whose contents are not here yet, in their order, with the newest place that one of their device before them names. */
	readonly bare: Map<string, { readonly item: Bare; readonly before: number }>;
}
type Bare = Extract<PlacedItem, readonly [1, ...unknown[]]>;

/** `null`: it is not of the entries that are here. `from`: where the pack before ends. */
export async function openPack(space: SpaceSync, bytes: Bytes, from: readonly End[]): Done<OpenedPack | null> {
	const unpacked = unpack(bytes);
	if (!unpacked) return ok(null);
	const bare: OpenedPack['bare'] = new Map();
	const newest = new Map<Key, number>();
	for (const [id, seq] of from) {
		const named = await newestNamed(space, keyOf(id), seq);
		if (!named.ok) return named;
		newest.set(keyOf(id), named.value);
	}
	for (let at = 0; at < unpacked.lines.length; at += BATCH) {
		const some = unpacked.lines.slice(at, at + BATCH);
		const places = some.flatMap((line) => placeIn(line) ?? []);
		if (places.length < some.length) return ok(null);
		const items = await space.items(places);
		if (!items.ok) return items;
		for (const [i, item] of items.value.entries()) {
			const [line, place] = [some[i], places[i]];
			const reduced = item && ((await reducedOf(item)) ?? item);
			if (!reduced || !line || !place || !sameBytes(toCbor(reduced.slice(1)), toCbor(line.slice(1)))) return ok(null);
			const before = newest.get(place.device) ?? 0;
			if (item[0] === 1) bare.set(placeOf(place.device, place.seq), { item, before });
			newest.set(place.device, Math.max(before, place.n));
		}
	}
	return ok({ unpacked, bare });
}

/** The newest place of the chain that an entry of a device up to this number names. */
async function newestNamed(space: SpaceSync, device: Key, to: number): Done<number> {
	let newest = 0;
	for (let at = 1; at <= to; at += BATCH) {
		const places = Array.from({ length: Math.min(BATCH, to - at + 1) }, (_, i) => ({ device, seq: at + i }));
		const items = await space.items(places);
		if (!items.ok) return items;
		for (const item of items.value) {
			const proven = item && (await identify(item));
			if (proven?.kind === 'entry') newest = Math.max(newest, proven.head.n);
			// Of a hole, however wide, only its beginning has a row.
			if (proven?.kind === 'hole') at = Math.max(at, proven.to + 1 - BATCH);
		}
	}
	return ok(newest);
}

/**
 * Puts what a pack says in the places of entries whose contents are not here: of the space, which may declare the keys of cases, or
 * of the cases. `null`: what opens is none.
 */
export async function fillFrom(
	space: SpaceSync,
	draft: Draft,
	{ unpacked: { ofSpace, ofCases }, bare }: OpenedPack,
	part: 'space' | 'cases'
): Done<readonly Filled[] | null> {
	const contents = await contentsOf(
		space,
		draft,
		part === 'space' ? { ofSpace, ofCases: [] } : { ofSpace: [], ofCases }
	);
	if (!contents.ok || !contents.value) return contents.ok ? ok(null) : contents;
	const filled: Filled[] = [];
	for (const [place, { item: found, before }] of bare) {
		const said = contents.value.get(place);
		if (!said || !isOf(said.content, said.caseId)) continue;
		const [, header, ctHash, sig] = found;
		const name = said.ref === null ? null : bytesOf(said.ref);
		const item = [4, header, ctHash, sig, name, said.content] as const;
		const at = placeIn(item);
		if (!at) continue;
		space.place(draft, at.device, at.seq, item);
		filled.push({ item, before });
	}
	draft.sync = { ...draft.sync, filled: draft.sync.filled + filled.length };
	return ok(filled);
}

/** Whether it speaks of this case, under whose key it came. */
function isOf(content: Bytes, caseId: Bytes | null): boolean {
	const said = fromCbor(content);
	const named = typeof said === 'object' && said !== null && 'case' in said ? said.case : undefined;
	return caseId ? named instanceof Uint8Array && sameBytes(named, caseId) : named === null;
}

/** Of a line of a pack, or of an entry without its ct; `n`: the place of the chain that it names. */
function placeIn(line: readonly unknown[]): { readonly device: Key; readonly seq: number; readonly n: number } | null {
	const bytes = line[1];
	if (!(bytes instanceof Uint8Array)) return null;
	const header = line[0] === 3 ? null : readHeader(bytes);
	if (header) return { device: keyOf(header.device), seq: header.seq, n: header.head[0] };
	const hole = line[0] === 3 ? readHole(bytes) : null;
	return hole && { device: keyOf(hole.end[0]), seq: hole.from, n: 0 };
}
