/**
 * What a pack holds (`docs/protocol.md`, 9.5): made of what is here, held against what is here, and put in the place of contents
 * that the server does not have any more. Nothing is believed of it but what the entries that are here already prove, and what
 * members who stand have signed.
 */
import { openCaseKey, type CaseKey } from '../../crypto/case-key.ts';
import { openInner, openOuter, parseEntry } from '../../crypto/envelope.ts';
import {
	CaseChunk,
	openChunk,
	readSpaceChunk,
	sealChunk,
	SpaceChunk,
	spaceChunk,
	type PackedContent
} from '../../crypto/pack.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import { concat, type Bytes } from '../../crypto/suite.ts';
import { fromCbor, fromCborSequence, toCbor } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { readHeader, readHole, sameBytes, type End } from '../protocol/index.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import { keyState } from './case-keys.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import { placeOf, type SpaceSync } from './space.ts';

const BATCH = 128;
/** Of a chunk, before it is padded and sealed. */
const CHUNK = 60 * 1024;

type Done<T> = Promise<Result<T, StoreFailure>>;
/** What an entry says, under which case's key; `null` where its contents are not to be had by anybody. */
interface Said {
	readonly ref: Key | null;
	readonly content: Bytes;
}
interface Line {
	readonly device: Key;
	readonly seq: number;
	/** As it stands in a pack: an entry without its ct, or a hole. */
	readonly line: readonly unknown[];
	readonly item: PlacedItem;
	readonly said: Said | null;
}

/** Number after which a pack goes on, by device. */
const startOf = (parent: readonly End[]) => new Map<Key, number>(parent.map(([id, seq]) => [keyOf(id), seq]));

/** Every entry and hole beyond a pack up to these ends, with what it says; `null` where something is not known here. */
async function lines(space: SpaceSync, from: ReadonlyMap<Key, number>, ends: readonly End[]): Done<Line[] | null> {
	const keys = new CaseKeys(space);
	const all: Line[] = [];
	for (const [id, end] of ends) {
		const device = keyOf(id);
		for (let at = (from.get(device) ?? 0) + 1; at <= end; at += BATCH) {
			const places = Array.from({ length: Math.min(BATCH, end - at + 1) }, (_, i) => ({ device, seq: at + i }));
			const items = await space.items(places);
			if (!items.ok) return items;
			for (const [i, item] of items.value.entries()) {
				const seq = at + i;
				// No row: inside of a hole.
				if (!item) continue;
				const said = await saidIn(space, keys, item);
				if (!said.ok) return said;
				if (said.value === 'unknown') return ok(null);
				const reduced = await reducedOf(item);
				all.push({ device, seq, item, line: reduced ? [0, ...reduced.slice(1)] : [...item], said: said.value });
			}
		}
	}
	return ok(all);
}

async function saidIn(space: SpaceSync, keys: CaseKeys, item: PlacedItem): Done<Said | null | 'unknown'> {
	if (item[0] === 4) return ok({ ref: item[4] && keyOf(item[4]), content: item[5] });
	const entry = await parseEntry(item[1]);
	if (!entry) return ok(null);
	const epochKey = epochKeyOf(space.space, entry.header.epoch);
	if (!epochKey) return ok('unknown');
	const inner = await openOuter(entry, epochKey);
	if (!inner) return ok(null);
	if (inner.ref === null) return ok({ ref: null, content: inner.content });
	const ref = keyOf(inner.ref);
	if (space.team.shredded.has(ref)) return ok(null);
	const key = await keys.of(ref);
	if (!key.ok) return key;
	if (!key.value) return ok('unknown');
	const content = await openInner(entry, inner, key.value.key);
	return ok(content && { ref, content });
}

/** Opened once each. */
class CaseKeys {
	readonly #space: SpaceSync;
	readonly #draft: Draft | null;
	readonly #known = new Map<Key, CaseKey | null>();

	constructor(space: SpaceSync, draft: Draft | null = null) {
		this.#space = space;
		this.#draft = draft;
	}

	async of(ref: Key): Done<CaseKey | null> {
		const known = this.#known.get(ref);
		if (known !== undefined) return ok(known);
		const state = await keyState(this.#space, this.#draft, ref);
		if (!state.ok) return state;
		const { space } = this.#space;
		const wrapped = typeof state.value === 'object' ? state.value.wrapped : null;
		const key = wrapped && (await openCaseKey((number) => epochKeyOf(space, number), space.id, wrapped));
		this.#known.set(ref, key);
		return ok(key);
	}
}

/** The bytes of a pack; `null` where not everything is known here. */
export async function makePack(space: SpaceSync, parent: readonly End[], ends: readonly End[]): Done<Bytes | null> {
	const found = await lines(space, startOf(parent), ends);
	if (!found.ok || !found.value) return found as Result<null, StoreFailure>;
	const keys = new CaseKeys(space);
	const parts: Bytes[] = found.value.map(({ line }) => toCbor(line));
	const byRef = new Map<Key | null, PackedContent[]>();
	for (const { device, seq, said } of found.value) {
		if (!said) continue;
		byRef.set(said.ref, [...(byRef.get(said.ref) ?? []), [bytesOf(device), seq, said.content]]);
	}
	for (const [ref, contents] of byRef) {
		for (const some of chunks(contents)) {
			if (ref === null) {
				parts.push(toCbor(spaceChunk(some)));
				continue;
			}
			const key = await keys.of(ref);
			if (!key.ok) return key;
			if (!key.value) return ok(null);
			parts.push(toCbor(await sealChunk(key.value, space.space.id, some)));
		}
	}
	return ok(concat(...parts));
}

function chunks(contents: readonly PackedContent[]): PackedContent[][] {
	const all: PackedContent[][] = [[]];
	let size = 0;
	for (const one of contents) {
		const more = one[2].length + 32;
		if (size > 0 && size + more > CHUNK) {
			all.push([]);
			size = 0;
		}
		all.at(-1)?.push(one);
		size += more;
	}
	return all;
}

interface Unpacked {
	readonly lines: readonly (readonly unknown[])[];
	readonly ofSpace: readonly SpaceChunk[];
	readonly ofCases: readonly CaseChunk[];
}

function unpack(bytes: Bytes): Unpacked | null {
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

/** Whether a pack is what this phone would make; `unknown` where it has not everything. */
export async function comparePack(
	space: SpaceSync,
	parent: readonly End[],
	ends: readonly End[],
	bytes: Bytes
): Done<'same' | 'differs' | 'unknown'> {
	const found = await lines(space, startOf(parent), ends);
	if (!found.ok) return found;
	if (!found.value) return ok('unknown');
	const unpacked = unpack(bytes);
	if (unpacked?.lines.length !== found.value.length) return ok('differs');
	const theirs = concat(...unpacked.lines.map((line) => toCbor(line)));
	if (!sameBytes(theirs, concat(...found.value.map(({ line }) => toCbor(line))))) return ok('differs');
	const contents = await contentsOf(space, null, unpacked);
	if (!contents.ok) return contents;
	if (!contents.value) return ok('differs');
	const left = new Map(contents.value);
	for (const { device, seq, said } of found.value) {
		const place = placeOf(device, seq);
		const there = left.get(place);
		left.delete(place);
		// Erased since it was made.
		if (!said && there === undefined) continue;
		if (!said || there?.ref !== said.ref || !sameBytes(there.content, said.content)) return ok('differs');
	}
	return ok(left.size === 0 ? 'same' : 'differs');
}

/** Contents by place; chunks of cases that are erased, or whose key is not here, are left out. `null`: what opens is none. */
async function contentsOf(
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
	for (const chunk of ofCases) {
		const ref = keyOf(chunk[1]);
		const key = space.team.shredded.has(ref) ? ok(null) : await keys.of(ref);
		if (!key.ok) return key;
		if (key.value && !take(key.value, await openChunk(key.value, space.space.id, chunk))) return ok(null);
	}
	return ok(contents);
}

/**
 * Puts what a pack says in the places of entries whose contents are not here: of the space, which may declare the keys of cases, or
 * of the cases. `false`: it is not of the entries that are here.
 */
export async function fillFrom(space: SpaceSync, draft: Draft, bytes: Bytes, part: 'space' | 'cases'): Done<boolean> {
	const unpacked = unpack(bytes);
	if (!unpacked) return ok(false);
	const bare = new Map<string, { device: Key; seq: number; item: Extract<PlacedItem, readonly [1, ...unknown[]]> }>();
	for (let at = 0; at < unpacked.lines.length; at += BATCH) {
		const some = unpacked.lines.slice(at, at + BATCH);
		const places = some.flatMap((line) => placeIn(line) ?? []);
		if (places.length < some.length) return ok(false);
		const items = await space.items(places, draft);
		if (!items.ok) return items;
		for (const [i, item] of items.value.entries()) {
			const [line, place] = [some[i], places[i]];
			const reduced = item && ((await reducedOf(item)) ?? item);
			if (!reduced || !line || !place || !sameBytes(toCbor(reduced.slice(1)), toCbor(line.slice(1)))) return ok(false);
			if (item[0] === 1) bare.set(placeOf(place.device, place.seq), { ...place, item });
		}
	}
	const { ofSpace, ofCases } = unpacked;
	const contents = await contentsOf(
		space,
		draft,
		part === 'space' ? { ofSpace, ofCases: [] } : { ofSpace: [], ofCases }
	);
	if (!contents.ok) return contents;
	if (!contents.value) return ok(false);
	for (const [place, { ref, content, caseId }] of contents.value) {
		const found = bare.get(place);
		if (!found || !isOf(content, caseId)) continue;
		const [, header, ctHash, sig] = found.item;
		const name = ref === null ? null : bytesOf(ref);
		space.place(draft, found.device, found.seq, [4, header, ctHash, sig, name, content]);
		draft.sync = { ...draft.sync, filled: draft.sync.filled + 1 };
	}
	return ok(true);
}

/** Whether it speaks of this case, under whose key it came. */
function isOf(content: Bytes, caseId: Bytes | null): boolean {
	const said = fromCbor(content);
	const named = typeof said === 'object' && said !== null && 'case' in said ? said.case : undefined;
	return caseId ? named instanceof Uint8Array && sameBytes(named, caseId) : named === null;
}

function placeIn(line: readonly unknown[]): { readonly device: Key; readonly seq: number } | null {
	const bytes = line[1];
	if (!(bytes instanceof Uint8Array)) return null;
	const header = line[0] === 0 ? readHeader(bytes) : null;
	if (header) return { device: keyOf(header.device), seq: header.seq };
	const hole = line[0] === 3 ? readHole(bytes) : null;
	return hole && { device: keyOf(hole.end[0]), seq: hole.from };
}
