/** What a pack holds (`docs/protocol.md`, 9.5): made of what is here, and held against what is here. */
import { openInner, openOuter, parseEntry } from '../../crypto/envelope.ts';
import { sealChunk, spaceChunk, type PackedContent } from '../../crypto/pack.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import { concat, type Bytes } from '../../crypto/suite.ts';
import { toCbor } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { sameBytes, type End } from '../protocol/index.ts';
import { reducedOf, type PlacedItem } from '../stored.ts';
import type { StoreFailure } from './ports.ts';
import { placeOf, type SpaceSync } from './space.ts';
import { BATCH, CaseKeys, contentsOf, unpack, type Said } from './unpack.ts';

/** Of a chunk, before it is padded and sealed. */
const CHUNK = 60 * 1024;

type Done<T> = Promise<Result<T, StoreFailure>>;

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
