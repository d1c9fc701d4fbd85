/**
 * Says again what another entry said, under this device's name (`docs/protocol.md`, 5.4): its own entries that may never be
 * sent, in whose place a hole stands, and entries of others that do not count.
 */
import { createCaseKey, openCaseKey, type CaseKey } from '../../crypto/case-key.ts';
import { epochKeyOf } from '../../crypto/space.ts';
import { signHole } from '../../crypto/statements.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { AnyContent, NewContent } from '../../journal/index.ts';
import { keyOf, type Key } from '../../team/index.ts';
import { bytesOf } from '../bytes.ts';
import { contentIn } from '../open.ts';
import { identify } from '../prove.ts';
import { happen, inState } from '../states/outbox.ts';
import { itemOf } from '../stored.ts';
import { declaredOf, keyState, openEntry } from './case-keys.ts';
import type { StoreFailure } from './ports.ts';
import type { Draft } from './draft.ts';
import { placeOf, type SpaceSync } from './space.ts';
import type { Judged } from './judged.ts';
import { judgeLane } from './state.ts';
import { write, type Writing } from './write.ts';

/** What an entry says, whether it counts or not. */
export interface Said {
	readonly device: Key;
	readonly seq: number;
	readonly hash: Key;
	/** Of its case's key. */
	readonly ref: Key | null;
	readonly content: AnyContent;
}

/** What was sealed under a key that somebody removed has is replaced by a hole, and said again under the new one. */
export async function restatePrivate(space: SpaceSync, writing: Writing): Promise<Result<void, StoreFailure>> {
	const own = await space.store.own();
	if (!own.ok) return own;
	if (inState(space.sync.outbox, ['private'], own.value.seq).length === 0) return ok(undefined);
	return space.change(async (draft) => {
		const last = draft.own.seq;
		// What was saved since it was known is private too.
		const late = happen(draft.sync.outbox, 'removal', 1, last);
		const runs = inState(late.outbox, ['private'], last);
		space.setOutbox(draft, late.outbox);
		for (const { from, to } of runs) {
			const said = await saidBy(space, draft, space.me, from, to);
			if (!said.ok) return said;
			const items = await space.items([{ device: space.me, seq: to }], draft);
			if (!items.ok) return items;
			const end = items.value[0] && (await identify(items.value[0]));
			if (end?.kind !== 'entry') return fail('lost');
			const hole = await signHole(space.device, { space: space.space.id, from, to, hash: bytesOf(end.hash) });
			const restated = await sayAgain(space, draft, said.value, writing);
			if (!restated.ok) return restated;
			for (let seq = from + 1; seq <= to; seq++)
				draft.entries.set(placeOf(space.me, seq), { device: space.me, seq, stored: null });
			space.place(draft, space.me, from, [3, hole.bytes, hole.sig]);
			space.setOutbox(draft, happen(draft.sync.outbox, 'epoch', from, to).outbox);
		}
		return ok(undefined);
	});
}

/** What the entries of a device with these numbers say; those that do not open are left out. */
export async function saidBy(
	space: SpaceSync,
	draft: Draft,
	device: Key,
	from: number,
	to: number
): Promise<Result<readonly Said[], StoreFailure>> {
	// Whether it goes backwards is of no matter here.
	const judged = await judgeLane(space, device, from, to, draft, 0);
	if (!judged.ok) return judged;
	const all: Said[] = [];
	for (const entry of judged.value) {
		const said = await contentOf(space, draft, entry);
		if (!said.ok) return said;
		const { content, ref } = said.value;
		const { seq, hash } = entry;
		if (content) all.push({ device, seq, hash, ref, content });
	}
	return ok(all);
}

/** Each over what the old one replaced, and over the old one; what they replaced of each other is mapped to what replaces it. */
export async function sayAgain(
	space: SpaceSync,
	draft: Draft,
	entries: readonly Said[],
	writing: Writing
): Promise<Result<void, StoreFailure>> {
	const again = new Map<string, string>();
	for (const { device, seq: number, hash, ref, content } of entries) {
		if (content.ops.length === 0) continue;
		const key = await keyToUse(space, draft, content, ref);
		if (!key.ok) return key;
		const ops = content.ops.map(({ id, path, value, over }) => {
			const named = [...over, id];
			return {
				path,
				value,
				over: [...new Set([...named, ...named.flatMap((one) => again.get(one) ?? [])])].slice(0, 500)
			};
		});
		const of: Extract<NewContent, { kind: 'restated' }>['of'] = [bytesOf(device), number, bytesOf(hash)];
		const { caseId, by, hlc } = content;
		const seq = await write(
			space,
			draft,
			{ kind: 'restated', caseId, of, was: [hlc.ms, hlc.n], author: by, ops },
			key.value,
			writing
		);
		content.ops.forEach(({ id }, i) => again.set(id, `${space.me}.${seq}.${i}`));
	}
	return ok(undefined);
}

async function contentOf(
	space: SpaceSync,
	draft: Draft,
	{ counted, raw, ref: known }: Judged
): Promise<Result<{ readonly content: AnyContent | null; readonly ref: Key | null }, StoreFailure>> {
	if (counted.is === 'counts') return ok({ content: counted.content, ref: known });
	const item = itemOf(raw);
	const opening = await openEntry(space, draft, item?.[0] === 4 ? item : raw);
	if (!opening.ok) return opening;
	const { opened, ref } = opening.value;
	return ok({ content: contentIn(opened), ref });
}

/** Its case's key; a new one where the old was never declared: it was wrapped under an epoch that the removed know. */
async function keyToUse(
	space: SpaceSync,
	draft: Draft,
	{ caseId }: AnyContent,
	ref: Key | null
): Promise<Result<CaseKey | null, StoreFailure>> {
	if (!caseId || !ref) return ok(null);
	const declared = await declaredOf(space, draft, ref);
	if (!declared.ok) return declared;
	const state = await keyState(space, draft, ref);
	if (!state.ok) return state;
	if (typeof state.value === 'object' && (declared.value || draft.caseKeys.has(ref))) {
		const opened = await openCaseKey((number) => epochKeyOf(space.space, number), space.space.id, state.value.wrapped);
		if (opened) return ok(opened);
	}
	for (const [name, wrapped] of draft.caseKeys) {
		const opened = wrapped && (await openCaseKey((number) => epochKeyOf(space.space, number), space.space.id, wrapped));
		if (opened && keyOf(opened.caseId) === keyOf(caseId) && name !== ref) return ok(opened);
	}
	const { caseKey, wrapped } = await createCaseKey(space.space.epoch, space.space.id, caseId);
	draft.caseKeys.set(keyOf(caseKey.ref), wrapped);
	return ok(caseKey);
}
