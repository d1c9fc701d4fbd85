/**
 * Brings a case into this space from another one on the same phone (`docs/protocol.md`, 5.4 and 7.3): each entry is said again
 * under this device's name, in order, with ids of this space. What was said again before is found by its clock, its author and
 * its field, so that a cut costs nothing, and what the old case got since can follow.
 */
import { createCaseKey, openCaseKey, type CaseKey } from '../../crypto/case-key.ts';
import { MAX_CONTENT_BYTES } from '../../crypto/envelope.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { ok, type Result } from '../../domain/result.ts';
import { compareHlc, encodeContent, type Hlc, type Operation, type Operations } from '../../journal/index.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { contentIn } from '../open.ts';
import { keyState, openEntry } from './case-keys.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import type { SpaceSync } from './space.ts';
import { write, type Writing } from './write.ts';

/** Entries in one step: what a person waits for at most before she can stop. */
const MOST = 100;
const MAX_OVER = 500;

/** What this space has of the case so far. */
interface Target {
	readonly caseId: Bytes;
	/** Its key's, where it has one. */
	readonly ref: Key | null;
	/** Numbers of this device's entries in it. */
	readonly seqs: readonly number[];
}

export interface OldEntry {
	readonly device: Key;
	readonly hlc: Hlc;
	readonly ops: Operation[];
}

/** `left`: entries that another step has to bring. `authorOf`: the member who wrote, by device. */
export function bring(
	space: SpaceSync,
	target: Target,
	operations: Operations,
	authorOf: (device: Key) => Bytes,
	writing: Writing
): Promise<Result<{ readonly said: number; readonly left: number }, StoreFailure>> {
	return space.change(async (draft) => {
		const before = await saidBefore(space, draft, target);
		if (!before.ok) return before;
		const key = await keyFor(space, draft, target);
		if (!key.ok) return key;
		const again = new Map<string, string>();
		let [said, left] = [0, 0];
		for (const { device, hlc, ops } of inOrder(operations)) {
			// Of what was said again already, who said it first.
			const first = ops[0]?.was;
			const was = first ?? hlc;
			const author = first ? bytesOf(first.author) : authorOf(device);
			const fresh = ops.filter(({ id, path }) => {
				const known = before.value.get(nameOf(was, keyOf(author), path))?.shift();
				if (known) again.set(id, known);
				return !known;
			});
			if (fresh.length === 0) continue;
			if (said >= MOST) {
				left += 1;
				continue;
			}
			const asNew = (some: readonly Operation[]) => ({
				kind: 'restated' as const,
				caseId: target.caseId,
				of: null,
				was: [was.ms, was.n] as [number, number],
				author,
				ops: some.map(({ path, value, over }) => ({
					path,
					value,
					over: [...new Set(over.flatMap((id) => again.get(id) ?? []))].slice(0, MAX_OVER)
				}))
			});
			const fits = (some: readonly Operation[]) =>
				toCbor(encodeContent(asNew(some), { hlc, by: space.space.member, app: writing.app })).length <=
				MAX_CONTENT_BYTES;
			for (const some of inPieces(fresh, fits)) {
				const seq = await write(space, draft, asNew(some), key.value, writing);
				some.forEach(({ id }, i) => again.set(id, `${space.me}.${seq}.${i}`));
			}
			said += 1;
		}
		return ok({ said, left });
	});
}

/** What is said again, by what it was. */
export const nameOf = (was: Hlc, author: Key, path: string) => `${was.ms}.${was.n} ${author} ${path}`;

/** Id of each operation that was brought before, by what it was. */
async function saidBefore(
	space: SpaceSync,
	draft: Draft,
	{ seqs }: Target
): Promise<Result<ReadonlyMap<string, string[]>, StoreFailure>> {
	const said = new Map<string, string[]>();
	const items = await space.items(
		seqs.map((seq) => ({ device: space.me, seq })),
		draft
	);
	if (!items.ok) return items;
	for (const item of items.value) {
		if (item?.[0] !== 0) continue;
		const opening = await openEntry(space, draft, item[1]);
		if (!opening.ok) return opening;
		const content = contentIn(opening.value.opened);
		if (content?.kind !== 'restated' || content.said.of) continue;
		const { was, author } = content.said;
		for (const { id, path } of content.ops) {
			const name = nameOf({ ms: was[0], n: was[1] }, keyOf(author), path);
			said.set(name, [...(said.get(name) ?? []), id]);
		}
	}
	return ok(said);
}

async function keyFor(space: SpaceSync, draft: Draft, { caseId, ref }: Target): Promise<Result<CaseKey, StoreFailure>> {
	const state = ref === null ? ok('absent' as const) : await keyState(space, draft, ref);
	if (!state.ok) return state;
	const wrapped = typeof state.value === 'object' ? state.value.wrapped : null;
	const { id, epoch } = space.space;
	const known = wrapped && (await openCaseKey((number) => epochKeyOf(space.space, number), id, wrapped));
	if (known) return ok(known);
	const made = await createCaseKey(epoch, id, caseId);
	draft.caseKeys.set(keyOf(made.caseKey.ref), made.wrapped);
	return ok(made.caseKey);
}

/** By their clocks; but none before one that it replaces something of: a phone's clock may have been years wrong. */
export function inOrder(operations: Operations): readonly OldEntry[] {
	const entries = new Map<string, OldEntry>();
	for (const operation of operations.values()) {
		const place = placeIn(operation.id);
		const entry = entries.get(place) ?? { device: operation.device, hlc: operation.hlc, ops: [] };
		entry.ops.push(operation);
		entries.set(place, entry);
	}
	for (const { ops } of entries.values()) ops.sort((a, b) => indexIn(a.id) - indexIn(b.id));
	let waiting = [...entries].sort(([a, x], [b, y]) => compareHlc(x.hlc, y.hlc) || (a < b ? -1 : 1));
	const done = new Set<string>();
	const ordered: OldEntry[] = [];
	while (waiting.length > 0) {
		const next = waiting.filter(([place, { ops }]) => {
			const known = (id: string) => placeIn(id) === place || done.has(placeIn(id)) || !entries.has(placeIn(id));
			const ready = ops.every(({ over }) => over.every(known));
			if (ready) done.add(place);
			return ready;
		});
		// Nothing that was signed can be in a circle; what is, comes as it stands.
		const taken = next.length > 0 ? next : waiting;
		ordered.push(...taken.map(([, entry]) => entry));
		const places = new Set(taken.map(([place]) => place));
		waiting = waiting.filter(([place]) => !places.has(place));
	}
	return ordered;
}

/** What a content has no room for whole is said in two. */
export function inPieces(
	ops: readonly Operation[],
	fits: (some: readonly Operation[]) => boolean
): readonly (readonly Operation[])[] {
	if (ops.length < 2 || fits(ops)) return [ops];
	const half = Math.ceil(ops.length / 2);
	return [...inPieces(ops.slice(0, half), fits), ...inPieces(ops.slice(half), fits)];
}

/** `<device>.<seq>` of an operation's id. */
const placeIn = (id: string) => id.slice(0, id.lastIndexOf('.'));
const indexIn = (id: string) => Number(id.slice(id.lastIndexOf('.') + 1));
