/**
 * Makes the stored vault a team's of five phones: four others come in, and what they say is taken in as a sync takes it, batch by
 * batch, only without the network. The vault must be locked.
 */
import { createCaseKey } from '$lib/crypto/case-key';
import { fromCbor } from '$lib/crypto/cbor';
import { loadWordLists, passphraseBytes } from '$lib/crypto/passphrase';
import { rowKeys } from '$lib/crypto/row';
import { openSlots } from '$lib/crypto/slots';
import { randomBytes, sha256, type Bytes } from '$lib/crypto/suite';
import { ok } from '$lib/domain/result';
import { openStore } from '$lib/storage';
import { append, joining } from '$lib/sync/engine/acts';
import { SpaceSync } from '$lib/sync/engine/space';
import { Taking } from '$lib/sync/engine/take';
import type { Talk } from '$lib/sync/engine/talk';
import { compareBytes, type PulledItem } from '$lib/sync/protocol';
import { loadIdentity } from '$lib/vault/identity';
import { readRow, type Place } from '$lib/vault/reader';
import { openSpaceStore } from '$lib/vault/sync-store';
import { Speaker } from '../../support/speaker.ts';

const PHONES = 4;
const BATCH = 100;
type Edit = { readonly path: string; readonly value: unknown };

function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

/** Each of `cases` is said by one of the others, in turn. */
export async function fillTeam(words: string, cases: readonly (readonly Edit[])[]): Promise<void> {
	const space = await openTeam(words);
	const speakers: Speaker[] = [];
	const admitted = { say: () => Promise.resolve(ok({})) } as unknown as Talk;
	for (let i = 0; i < PHONES; i++) {
		const speaker = await Speaker.new();
		const newcomer = { member: speaker.member, role: 'worker' as const, device: speaker.device.public, invite: null };
		good(await append(space, admitted, joining(space, newcomer), { now: () => Date.now() }));
		speakers.push(speaker);
	}
	for (let at = 0; at < cases.length; at += BATCH) {
		const items = await said(space, speakers, cases.slice(at, at + BATCH));
		good(await space.change(async (draft) => new Taking(space, draft, Date.now()).take(items)));
	}
}

async function said(space: SpaceSync, speakers: readonly Speaker[], cases: readonly (readonly Edit[])[]) {
	const keys: PulledItem[] = [];
	const entries: PulledItem[] = [];
	const declared: [Bytes, number, Bytes][] = [];
	const knows = space.space;
	const [first] = speakers;
	if (!first) throw new Error('nobody speaks');
	const made = await Promise.all(
		cases.map(async (edits) => {
			const caseId = randomBytes(16);
			return { caseId, edits, ...(await createCaseKey(knows.epoch, knows.id, caseId)) };
		})
	);
	for (const { caseKey, wrapped } of made) {
		declared.push([caseKey.ref, knows.epoch.number, await sha256(wrapped)]);
		keys.push([2, wrapped]);
	}
	declared.sort(([a], [b]) => compareBytes(a, b));
	const content = { kind: 'keys', caseId: null, keys: declared } as const;
	entries.push([0, await first.say(knows, content, null, Date.now())]);
	for (const [i, { caseId, edits, caseKey }] of made.entries()) {
		const ops = edits.map(({ path, value }) => ({ path, value: value as string, over: [] }));
		const speaker = speakers[i % PHONES] ?? first;
		entries.push([0, await speaker.say(knows, { kind: 'fields', caseId, ops }, caseKey, Date.now())]);
	}
	return [...entries.slice(0, 1), ...keys, ...entries.slice(1)];
}

async function openTeam(words: string): Promise<SpaceSync> {
	const store = openStore({ indexedDB, IDBKeyRange });
	const opened = await openSlots(
		good(await store.base())?.slots ?? new Uint8Array(),
		passphraseBytes(words, await loadWordLists())
	);
	if (typeof opened === 'string') throw new Error(opened);
	const place: Place = { store, container: opened.container, keys: await rowKeys(opened.vaultKey) };
	const row = good(await readRow(place, 'device', 'self'));
	const identity = await loadIdentity(row.content && fromCbor(row.content));
	if (!identity) throw new Error('no identity');
	return SpaceSync.fresh(
		openSpaceStore(place, identity, true, (work) => work()),
		location.origin
	);
}
